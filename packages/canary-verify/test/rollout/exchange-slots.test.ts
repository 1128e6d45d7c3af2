import { expect, test } from 'vitest';
import { exchangedCapacity, exchangedOptions, exchangedPlace } from '../../src/rollout/exchange-slots.js';
import {
  NOTHING_BESIDE,
  type PlaceReading,
  type SharePlace,
  type ShareSetting,
} from '../../src/share/share-place.js';

const signal = new AbortController().signal;
const setting = (canary: number): ShareSetting => ({
  ...{ share: canary / 10, words: `${canary} of 10 replicas`, stored: String(canary) },
  replicas: { stable: 10 - canary, canary },
});

test('a place of exchanged slots has the rest, and gets back just what it has given', async () => {
  const given: ShareSetting[] = [];
  const reading: PlaceReading = {
    ...{ ...setting(9), ...NOTHING_BESIDE },
    nearest: (share) => setting(Math.round(share * 10)),
  };
  const inner: SharePlace = {
    ...{ name: 'compose shop', identity: 'the replicas', isLate: false, read: async () => reading },
    put: async (one) => void given.push(one),
  };
  const place = exchangedPlace(inner);
  const read = await place.read(signal);
  expect(read).toMatchObject({ share: 0.1, stored: '9', replicas: { stable: 9, canary: 1 } });
  expect(read.nearest(0.3)).toMatchObject({ share: 0.3, stored: '7', replicas: { stable: 7, canary: 3 } });
  await place.put(read.nearest(0.3), signal);
  expect(given[0]).toEqual(setting(7));
  // A place may know its own reading again, as that of Consul's weights does.
  await place.put(read, signal);
  expect(given[1]).toBe(reading);
});

test('replicas and options of exchanged slots are those of the other one', async () => {
  const scaled: unknown[] = [];
  const capacity = exchangedCapacity({
    name: 'compose shop',
    ready: async (track) => (track === 'stable' ? 4 : 0),
    scale: async (track, count) => void scaled.push([track, count]),
  });
  expect([await capacity.ready('stable', signal), await capacity.ready('canary', signal)]).toEqual([0, 4]);
  await capacity.scale('canary', 2, signal);
  expect(scaled).toEqual([['stable', 2]]);
  expect(
    exchangedOptions({
      services: { stable: 'a', canary: 'b' },
      replicas: { stable: 9, canary: 1 },
      by: 'status',
    }),
  ).toEqual({ services: { stable: 'b', canary: 'a' }, replicas: { stable: 1, canary: 9 }, by: 'status' });
});
