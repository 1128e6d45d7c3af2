import { dockerAnswers } from 'canary-verify/topology';
import { describe, test } from 'vitest';
import { splitSuite } from './split.suite.js';

const answers = await dockerAnswers();
const required = process.env.CANARY_VERIFY_REQUIRE_DOCKER === '1';

if (answers || required) describe('on containers', () => splitSuite('compose'));
else test.skip('on containers: left out, because no Docker engine answers', () => {});
