/** Where the running code comes from. What is not known is null. */
export interface BuildFacts {
  commit: string | null;
  branch: string | null;
  /** Whether the working tree had changes that the commit does not have. */
  dirty: boolean | null;
  /** RFC 3339. */
  buildTime: string | null;
  /** What built it: the URL of the CI run. */
  build: string | null;
  /** URL of the repository. */
  source: string | null;
  /** Where it runs: `production`. */
  environment: string | null;
}

/** The build facts that the environment states. They are never asked of git: that may not be where the code runs. */
export function readBuildFacts(env: NodeJS.ProcessEnv): BuildFacts {
  return {
    commit: env.SERVICE_COMMIT || null,
    branch: env.SERVICE_BRANCH || null,
    dirty: null,
    buildTime: env.SERVICE_BUILD_TIME || null,
    build: env.SERVICE_BUILD || null,
    source: env.SERVICE_SOURCE || null,
    environment: env.SERVICE_ENVIRONMENT || null,
  };
}
