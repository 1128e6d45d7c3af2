import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DispatchOrder } from '../../src/sampling/dispatch-order.js';

test('whatever the order of arrival, everything is handed on in the order of dispatch', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray([...Array(40).keys()], { minLength: 40 }), (arrival) => {
      const handed: number[] = [];
      const order = new DispatchOrder<number>((item) => handed.push(item));
      for (const item of arrival) order.put(item, item);
      expect(handed).toEqual([...Array(40).keys()]);
    }),
  );
});

test('nothing overtakes one that is missing', () => {
  const handed: string[] = [];
  const order = new DispatchOrder<string>((item) => handed.push(item));
  order.put(1, 'b');
  order.put(2, 'c');
  expect(handed).toEqual([]);
  expect(order.next).toBe(0);
  order.put(0, 'a');
  expect(handed).toEqual(['a', 'b', 'c']);
});
