import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DispatchOrder } from '../../src/sampling/dispatch-order.js';

test('whatever the order of arrival, everything is handed on in the order of dispatch', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray([...Array(200).keys()], { minLength: 200 }), (arrival) => {
      const handed: number[] = [];
      const order = new DispatchOrder<{ number: number }>(({ number }) => handed.push(number));
      for (const number of arrival) order.put(number, { number });
      expect(handed).toEqual([...Array(200).keys()]);
    }),
  );
});

test('nothing overtakes one that is missing', () => {
  const handed: string[] = [];
  const order = new DispatchOrder<{ name: string }>(({ name }) => handed.push(name));
  order.put(1, { name: 'b' });
  order.put(2, { name: 'c' });
  expect(handed).toEqual([]);
  expect(order.next).toBe(0);
  order.put(0, { name: 'a' });
  expect(handed).toEqual(['a', 'b', 'c']);
});

test('however far the others run ahead of one that is missing, none is lost', () => {
  const handed: number[] = [];
  const order = new DispatchOrder<{ number: number }>(({ number }) => handed.push(number));
  for (let number = 1; number < 1_000; number++) order.put(number, { number });
  order.put(0, { number: 0 });
  expect(handed).toEqual([...Array(1_000).keys()]);
});
