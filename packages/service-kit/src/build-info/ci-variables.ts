import type { BuildInfo } from '../build-facts.js';

type Facts = Partial<Pick<BuildInfo, 'commit' | 'branch' | 'build' | 'source'>>;
type Env = NodeJS.ProcessEnv;

/** A CI system: how to know it, and where it says what is built. From their own lists of predefined variables. */
interface CiSystem {
  name: string;
  runs(env: Env): boolean;
  facts(env: Env): { [Fact in keyof Facts]: string | undefined };
}

const SYSTEMS: readonly CiSystem[] = [
  {
    name: 'GitHub Actions',
    runs: (env) => env.GITHUB_ACTIONS === 'true',
    facts: (env) => ({
      commit: env.GITHUB_SHA,
      branch: env.GITHUB_HEAD_REF || env.GITHUB_REF_NAME,
      source: joined(env.GITHUB_SERVER_URL, env.GITHUB_REPOSITORY),
      build: joined(env.GITHUB_SERVER_URL, env.GITHUB_REPOSITORY, 'actions/runs', env.GITHUB_RUN_ID),
    }),
  },
  {
    name: 'GitLab CI',
    runs: (env) => env.GITLAB_CI === 'true',
    facts: (env) => ({
      commit: env.CI_COMMIT_SHA,
      branch: env.CI_COMMIT_REF_NAME,
      source: env.CI_PROJECT_URL,
      build: env.CI_JOB_URL ?? env.CI_PIPELINE_URL,
    }),
  },
  {
    name: 'Jenkins',
    runs: (env) => env.JENKINS_URL !== undefined,
    facts: (env) => ({
      commit: env.GIT_COMMIT,
      branch: env.GIT_LOCAL_BRANCH ?? env.BRANCH_NAME ?? env.GIT_BRANCH,
      source: env.GIT_URL,
      build: env.BUILD_URL,
    }),
  },
  {
    name: 'CircleCI',
    runs: (env) => env.CIRCLECI === 'true',
    facts: (env) => ({
      commit: env.CIRCLE_SHA1,
      branch: env.CIRCLE_BRANCH,
      source: env.CIRCLE_REPOSITORY_URL,
      build: env.CIRCLE_BUILD_URL,
    }),
  },
  {
    name: 'Buildkite',
    runs: (env) => env.BUILDKITE === 'true',
    facts: (env) => ({
      commit: env.BUILDKITE_COMMIT,
      branch: env.BUILDKITE_BRANCH,
      source: env.BUILDKITE_REPO,
      build: env.BUILDKITE_BUILD_URL,
    }),
  },
];

/** The build facts of the CI system that runs us; empty elsewhere. */
export function ciFacts(env: Env): ReturnType<CiSystem['facts']> {
  return SYSTEMS.find((system) => system.runs(env))?.facts(env) ?? {};
}

function joined(...parts: (string | undefined)[]): string | undefined {
  return parts.includes(undefined) ? undefined : parts.join('/');
}
