// Jest runs what it loads in a sandbox whose require() knows no ES modules: Node's own loads the library, outside of it.
import type { jestMatchers as MakeMatchers } from './jest-matchers.js' with { 'resolution-mode': 'import' };
import type { TrafficMatchers } from './traffic-matchers.js' with { 'resolution-mode': 'import' };

declare module 'expect' {
  interface Matchers<R extends void | Promise<void>, T = unknown> extends TrafficMatchers<R> {}
}

declare global {
  // For @types/jest.
  namespace jest {
    // biome-ignore lint/complexity/noBannedTypes: declared as @types/jest has it
    interface Matchers<R, T = {}> extends TrafficMatchers<R> {}
  }
}

const { expect } = require('@jest/globals') as typeof import('@jest/globals');
/** Jest's own class of this name extends Node's. */
const { createRequire } = Object.getPrototypeOf(require('node:module')) as typeof import('node:module');
const node = { require: createRequire(__filename) };
const { jestMatchers } = node.require('./jest-matchers.js') as { jestMatchers: typeof MakeMatchers };

expect.extend(jestMatchers(globalThis) as never);
