import type { OptionReader } from './option-reader.js';
import { shown } from './option-reader.js';
import { withoutUser } from './seen/credentials.js';

/** The facts about the build of the program. Unknown facts are null. */
export interface BuildFacts {
  /** Full hash. */
  commit: string | null;
  branch: string | null;
  /** Whether something was changed that is not in the commit. */
  dirty: boolean | null;
  /** RFC 3339, in UTC. */
  buildTime: string | null;
  /** URL of the build. */
  build: string | null;
  /** URL of the repository. */
  source: string | null;
  /** `production`, `staging` … Known only where it runs. */
  environment: string | null;
}

/** The content of the file that `service-kit build-info` writes. */
export interface BuildInfo extends Omit<BuildFacts, 'environment'> {
  version: string | null;
}

/** The places that build facts are read from at boot. */
export interface BuildFactSources {
  /** The option `buildInfo`: path of the file. */
  path: string | undefined;
  reader: OptionReader;
  readFile(path: string): string;
}

const DEFAULT_FILE = 'build-info.json';

/** The build's file, overridden by the environment. Never asks git: what runs need not lie in a repository. */
export function readBuildFacts(sources: BuildFactSources): BuildFacts & { version: string | null } {
  const { reader } = sources;
  const built = readBuildInfo(sources);
  const env = (name: string) => reader.variable(`SERVICE_${name}`);
  const dirty = env('DIRTY');
  // Anybody can read these: a token in the URL of the repository must not be among them.
  const safe = (text: string | null | undefined) => (typeof text === 'string' ? withoutUser(text) : null);
  return {
    version: built.version ?? null,
    commit: safe(env('COMMIT') ?? built.commit),
    branch: safe(env('BRANCH') ?? built.branch),
    dirty: dirty === undefined ? (built.dirty ?? null) : dirty === 'true',
    buildTime: safe(env('BUILD_TIME') ?? built.buildTime),
    build: safe(env('BUILD') ?? built.build),
    source: safe(env('SOURCE') ?? built.source),
    environment: safe(env('ENVIRONMENT')),
  };
}

/** Only a file that somebody named has to be there; one that is there has to be right. */
function readBuildInfo({ path, reader, readFile }: BuildFactSources): Partial<BuildInfo> {
  const named = path ?? reader.variable('SERVICE_BUILD_INFO');
  const file = named ?? DEFAULT_FILE;
  const wants = '`buildInfo` or SERVICE_BUILD_INFO wants a file that `service-kit build-info` has written';
  try {
    const info: unknown = JSON.parse(readFile(file));
    if (isBuildInfo(info)) return info;
    reader.problem(`${wants}, got ${shown(file)}: its fields are text, true, false or null`);
  } catch (error) {
    const { code = 'not JSON' } = error as NodeJS.ErrnoException;
    if (named !== undefined || code !== 'ENOENT') reader.problem(`${wants}, got ${shown(file)}: ${code}`);
  }
  return {};
}

function isBuildInfo(info: unknown): info is Partial<BuildInfo> {
  if (typeof info !== 'object' || info === null || Array.isArray(info)) return false;
  return Object.entries(info).every(
    ([name, value]) => value === null || typeof value === (name === 'dirty' ? 'boolean' : 'string'),
  );
}
