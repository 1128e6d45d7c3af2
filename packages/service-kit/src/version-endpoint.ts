import type { BuildFacts } from './build-facts.js';
import type { Identity, Track } from './identity.js';
import { type Endpoints, type Headers, json } from './routes.js';

/** The body of `GET /version`. It is fixed at boot; unknown values are null, never absent. */
export interface VersionBody extends BuildFacts {
  service: string;
  version: string | null;
  track: Track | null;
  instance: string;
  /** Version of Node.js. */
  node: string;
  /** Operating system and processor: `linux/x64`. */
  platform: string;
  /** RFC 3339. */
  startedAt: string;
}

export function versionBody(identity: Identity, build: BuildFacts, startedAt: Date): VersionBody {
  const { service, version, track, instance } = identity;
  return {
    service,
    version,
    track,
    instance,
    commit: build.commit,
    branch: build.branch,
    dirty: build.dirty,
    buildTime: build.buildTime,
    build: build.build,
    source: build.source,
    environment: build.environment,
    node: process.version,
    platform: `${process.platform}/${process.arch}`,
    startedAt: startedAt.toISOString(),
  };
}

/** By default at a second path, too: there Dockerflow's tools look. */
export function versionEndpoints(body: VersionBody, paths: readonly string[]): Endpoints {
  const answer = json(200, body);
  return new Map(paths.map((path) => [path, () => answer]));
}

/** The version headers, which every response carries, so that any request tells who answered it. */
export function versionHeaders({ version, instance, track }: Identity): Headers {
  return {
    ...(version !== null && { 'X-Service-Version': version }),
    'X-Service-Instance': instance,
    ...(track !== null && { 'X-Service-Track': track }),
  };
}
