import { describe, expect, test } from 'vitest';
import { readAll, setShare } from '../../src/share/set-share.js';
import {
  NOTHING_BESIDE,
  type PlaceReading,
  type SharePlace,
  type ShareSetting,
} from '../../src/share/share-place.js';

const { signal } = new AbortController();

const setting = (count: number): ShareSetting => ({
  share: count / 100,
  words: `${count} of 100`,
  stored: String(count),
  replicas: null,
});

/** A fake place, to fail at the call that the test wants. */
class FakePlace implements SharePlace {
  readonly name: string;
  readonly identity = 'a share';
  isLate = false;
  stored: number;
  /** The numbers of the calls of `put` that fail, from 1. */
  readonly #failing: readonly number[];
  readonly #coarse: number;
  puts = 0;

  constructor(name: string, { stored = 5, failing = [] as number[], coarse = 1 } = {}) {
    this.name = name;
    this.stored = stored;
    this.#failing = failing;
    this.#coarse = coarse;
  }

  async read(_signal?: AbortSignal): Promise<PlaceReading> {
    const nearest = (share: number) => setting(Math.round((share * 100) / this.#coarse) * this.#coarse);
    return { ...setting(this.stored), ...NOTHING_BESIDE, nearest };
  }

  async put({ stored }: ShareSetting): Promise<void> {
    this.puts++;
    if (this.#failing.includes(this.puts)) throw new Error('it is gone');
    this.stored = Number(stored);
  }
}

const wanted = (share: number, tolerance = 0.03) => ({ share, tolerance });

describe('a share', () => {
  test('stands in every place, and what stood there before is told', async () => {
    const places = [new FakePlace('a'), new FakePlace('b', { stored: 7 })];
    expect(await setShare(places, wanted(0.1), signal)).toEqual([
      { place: 'a', remarks: [], before: expect.objectContaining(setting(5)), now: setting(10) },
      { place: 'b', remarks: [], before: expect.objectContaining(setting(7)), now: setting(10) },
    ]);
    expect(places.map(({ stored }) => stored)).toEqual([10, 10]);
  });

  test('that one place cannot hold is refused before any place has changed', async () => {
    const places = [new FakePlace('a'), new FakePlace('b', { coarse: 25 })];
    await expect(setShare(places, wanted(0.1), signal)).rejects.toThrow(
      'b cannot hold 10 % ± 3 points: the nearest is 0 % (0 of 100). Nothing was changed.',
    );
    expect(places.map(({ puts }) => puts)).toEqual([0, 0]);
    await setShare(places, wanted(0.24), signal);
    expect(places.map(({ stored }) => stored)).toEqual([24, 25]);
  });

  test.each([0, 1, 2])('is nowhere if place %i of three cannot be set', async (index) => {
    const places = [0, 1, 2].map(
      (one) => new FakePlace(`place ${one}`, { failing: one === index ? [1] : [] }),
    );
    await expect(setShare(places, wanted(0.1), signal)).rejects.toThrow(
      `place ${index} could not be set to 10 of 100: it is gone. Every place has what it had before.`,
    );
    expect(places.map(({ stored }) => stored)).toEqual([5, 5, 5]);
  });

  test('that is not there when the time is up is told, also when that interrupts the reading', async () => {
    const end = new AbortController();
    const place = new FakePlace('a');
    place.put = async () => {};
    const read = place.read.bind(place);
    let reads = 0;
    place.read = async (asked?: AbortSignal) => {
      if (++reads !== 3) return read();
      queueMicrotask(() => end.abort());
      return new Promise((_, reject) => asked?.addEventListener('abort', () => reject(new Error('aborted'))));
    };
    await expect(setShare([place], wanted(0.1), end.signal)).rejects.toThrow(
      'a was set to 10 of 100, but has 5 of 100. Every place has what it had before.',
    );
  });

  test('that could not be taken back is told place by place', async () => {
    const places = [new FakePlace('a', { failing: [2] }), new FakePlace('b', { failing: [1] })];
    await expect(setShare(places, wanted(0.1), signal)).rejects.toThrow(
      'b could not be set to 10 of 100: it is gone. a could not be set back to 5 of 100: it is gone.',
    );
    expect(places.map(({ stored }) => stored)).toEqual([10, 5]);
  });

  test('that a place accepts and does not keep is none', async () => {
    const forgetful = new FakePlace('forgetful');
    forgetful.put = async () => {};
    const places = [new FakePlace('a'), forgetful];
    const soon = AbortSignal.timeout(300);
    await expect(setShare(places, wanted(0.1), soon)).rejects.toThrow(
      'forgetful was set to 10 of 100, but has 5 of 100. Every place has what it had before.',
    );
    expect(places.map(({ stored }) => stored)).toEqual([5, 5]);
  });

  test('cannot be read where a place does not answer: it is named', async () => {
    const gone = new FakePlace('gone');
    gone.read = async () => {
      throw new Error('ECONNREFUSED');
    };
    await expect(readAll([new FakePlace('a'), gone], signal)).rejects.toThrow(
      'gone could not be read: ECONNREFUSED. Nothing was changed.',
    );
  });
});
