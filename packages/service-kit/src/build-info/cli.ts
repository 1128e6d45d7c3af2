import { writeFileSync } from 'node:fs';
import { collectBuildInfo } from './collect.js';

const USAGE = `service-kit build-info [FILE]

Writes what is known of this build (version, commit, branch, dirty, buildTime, build, source) to FILE, by default
build-info.json, for startService to read at boot. Asks SERVICE_… variables, the CI system, git and package.json.
`;

/** Runs the command line (without the program's name) and returns its exit code. */
export function main(argv: readonly string[]): number {
  const [command, file = 'build-info.json', ...others] = argv;
  if (command === '--help' || command === '-h') {
    process.stdout.write(USAGE);
    return 0;
  }
  if (command !== 'build-info' || others.length > 0 || file.startsWith('-')) {
    process.stderr.write(
      `service-kit: wants build-info and at most one file, got ${JSON.stringify(argv.join(' '))}\n\n${USAGE}`,
    );
    return 4;
  }
  const info = collectBuildInfo({ folder: process.cwd(), env: process.env, now: new Date() });
  writeFileSync(file, `${JSON.stringify(info, null, 2)}\n`);
  process.stdout.write(
    `${file}: ${info.version ?? 'no version'}, ${info.commit ?? 'no commit'}${info.dirty ? ', dirty' : ''}\n`,
  );
  return 0;
}
