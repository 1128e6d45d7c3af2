import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rollOut, share } from '../../src/rollout/index.js';
import { UsageError } from '../../src/text/usage-error.js';
import { fakeServer, inTurn, replica } from '../fake-server.js';

let folder: string;
const place = (name: string) => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'share-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const halves = () => inTurn(replica('stable', 'a'), replica('canary', 'b'));
const commands = (get = `cat ${place('share')}`) => ({
  ...{ setCommand: `echo {share} > ${place('share')}`, getCommand: get },
});

describe('share, from a program', () => {
  test('sets it, and says what the traffic has', async () => {
    await writeFile(place('share'), '5');
    await using server = await fakeServer(halves());
    const verify = { target: server.url, tolerance: '10pp' };
    const right = await share({ share: '50%', where: commands(), verify });
    expect(right.verdict).toMatchObject({ verdict: 'matches', expected: { share: 0.5, tolerance: 0.1 } });
    expect(right.changes).toMatchObject([{ before: { share: 0.05 }, now: { share: 0.5 } }]);
    expect(right.lost).toBeNull();
    expect(await readFile(place('share'), 'utf8')).toBe('50\n');
    const wrong = await share({ share: '10%', where: commands(), verify: { target: server.url } });
    expect(wrong.verdict.verdict).toBe('differs');
  });

  test('says that something else has set it again', async () => {
    await writeFile(place('share'), '5');
    let requests = 0;
    const answer = halves();
    await using server = await fakeServer((request, response) => {
      if (++requests === 20) void writeFile(place('share'), '0').then(() => answer(request, response));
      else answer(request, response);
    });
    const { lost } = await share({
      ...{ share: '50%', where: commands(), verify: { target: server.url, tolerance: '10pp' } },
    });
    expect(lost).toContain('was set to 50 %, but has 0 % again: something else sets it');
  });

  test('refuses what would do nothing in a rollout', () =>
    expect(
      // @ts-expect-error What programs in JavaScript may write.
      rollOut({ name: 'shop', steps: ['10%'], share: commands(), verify: { expect: '10%' } }),
    ).rejects.toThrow('rollOut(): verify.expect does nothing in a rollout'));

  test('throws before anything has changed where the options are wrong or a place cannot be read', async () => {
    await expect(share({ share: '10%', where: {}, verify: {} })).rejects.toThrow(UsageError);
    const replicas = { compose: 'shop/web+web-next' };
    await expect(
      share({ share: '10%', where: replicas, verify: { consul: 'http://127.0.0.1:9' } }),
    ).rejects.toThrow('consul is not for `compose`: the share says how many replicas there are');
    await writeFile(place('map'), 'shop 10\n');
    const file = { map: place('map'), mapFile: place('map'), haproxyStats: [place('no.sock')] };
    await expect(share({ share: '10%', where: file, verify: {} })).rejects.toThrow('could not be read');
    expect(await readFile(place('map'), 'utf8')).toBe('shop 10\n');
  });
});
