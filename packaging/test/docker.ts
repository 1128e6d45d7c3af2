import { run } from './run.js';

const required = process.env.CANARY_VERIFY_REQUIRE_DOCKER === '1';
const answers = await run(['docker', 'version'], '.').then(
  ({ exitCode }) => exitCode === 0,
  () => false,
);

/** Whether containers can be started here: a Docker engine answers. Or it must. */
export const DOCKER_ANSWERS: boolean = required || answers;

/** Whether fixtures/shop can be started here: a Docker engine answers, and SHOP_IMAGE names its image. Or it must be. */
export const SHOP_RUNS: boolean = required || (answers && process.env.SHOP_IMAGE !== undefined);

/** Whether the image of canary-verify can be built here: a Docker engine answers, and NODE_IMAGE names a base. Or it must. */
export const IMAGE_BUILDS: boolean = required || (answers && process.env.NODE_IMAGE !== undefined);
