import { expect, test } from 'vitest';
import { isSameView, type WantedReplica, type WantedReplicas } from '../../src/routed/wanted-replicas.js';

const view = (...names: string[]): WantedReplicas => ({
  counts: null,
  healthy: names.map((instance): WantedReplica => ({ instance, track: 'stable', address: `${instance}:80` })),
});

test('Consul has the same view as long as it calls the same replicas healthy, in any order', () => {
  expect(isSameView(view('a', 'b'), view('b', 'a'))).toBe(true);
  expect(isSameView(view('a', 'b'), view('a', 'c'))).toBe(false);
  expect(isSameView(view('a', 'b'), view('a'))).toBe(false);
  expect(isSameView({ counts: null, healthy: null }, view('a'))).toBe(false);
  expect(isSameView({ counts: null, healthy: null }, { counts: null, healthy: null })).toBe(true);
});
