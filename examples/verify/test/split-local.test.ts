import { describe } from 'vitest';
import { splitSuite } from './split.suite.js';

describe('on processes', () => splitSuite('local'));
