import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BuildInfo } from '../build-facts.js';
import { withoutUser } from '../seen/credentials.js';
import { ciFacts } from './ci-variables.js';

/** The folder of the program, the environment and the time. */
export interface Collecting {
  folder: string;
  env: NodeJS.ProcessEnv;
  now: Date;
}

/** Collects the build facts: first from SERVICE_… variables (Docker build arguments), then from CI, then from git. */
export function collectBuildInfo({ folder, env, now }: Collecting): BuildInfo {
  const ci = ciFacts(env);
  const git = (...argv: string[]) => askGit(folder, argv);
  const status = git('status', '--porcelain');
  const branch = git('rev-parse', '--abbrev-ref', 'HEAD');
  const source = env.SERVICE_SOURCE || ci.source || git('remote', 'get-url', 'origin');
  return {
    version: env.SERVICE_VERSION || packageVersion(folder),
    commit: env.SERVICE_COMMIT || ci.commit || git('rev-parse', 'HEAD'),
    // Detached, as in most CI systems, git knows no branch.
    branch: env.SERVICE_BRANCH || ci.branch || (branch === 'HEAD' ? null : branch),
    dirty: env.SERVICE_DIRTY ? env.SERVICE_DIRTY === 'true' : status === null ? null : status !== '',
    buildTime: env.SERVICE_BUILD_TIME || buildTime(env, now),
    build: env.SERVICE_BUILD || ci.build || null,
    source: source === null ? null : withoutUser(source),
  };
}

/** The time of the build, or what reproducible builds take for it (reproducible-builds.org, SOURCE_DATE_EPOCH). */
function buildTime({ SOURCE_DATE_EPOCH: epoch }: NodeJS.ProcessEnv, now: Date): string {
  const time = epoch && /^\d+$/.test(epoch) ? new Date(Number(epoch) * 1000) : now;
  return time.toISOString();
}

/** Null outside a repository, or without git. */
function askGit(folder: string, argv: readonly string[]): string | null {
  try {
    return execFileSync('git', argv, {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return null;
  }
}

function packageVersion(folder: string): string | null {
  try {
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
      version?: unknown;
    };
    return typeof version === 'string' ? version : null;
  } catch {
    return null;
  }
}
