import { expect, test } from 'vitest';
import { readConfiguration } from '../src/configuration.js';

test('has defaults', () => {
  expect(readConfiguration({})).toEqual({ redisUrl: 'redis://127.0.0.1:6379', initialCredit: 1000 });
});

test.each(['-1', '1.5', 'many', '1e3'])('CREDIT_INITIAL=%s is refused', (text) => {
  expect(() => readConfiguration({ CREDIT_INITIAL: text })).toThrow(
    `CREDIT_INITIAL wants a whole number from 0 to 999999999, got "${text}"`,
  );
});
