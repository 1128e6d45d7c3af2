import { describe, expect, test } from 'vitest';
import { eventually } from 'workbench/eventually';
import { Rivalry } from '../../src/consul/rivalry.js';
import { startService } from '../../src/index.js';
import { startConsul } from '../support/consul-agent.js';

test('the waits grow, so that two processes register at most ten times in a minute', () => {
  // Both by turns: whoever is overwritten takes the id back when its wait is over.
  const [one, other] = [new Rivalry(), new Rivalry()];
  let registrations = 2;
  for (let now = 0, turn = 0; ; turn++) {
    now += (turn % 2 === 0 ? one : other).waitMs(now);
    if (now > 60_000) break;
    registrations++;
  }
  expect(registrations).toBeLessThanOrEqual(10);
});

test('after peace, the first time is the first again', () => {
  const rivalry = new Rivalry();
  expect([0, 1, 2, 3].map((time) => rivalry.waitMs(time))).toEqual([0, 5_000, 10_000, 20_000]);
  expect(rivalry.waitMs(200_000)).toBe(0);
});

describe('two processes with one id', () => {
  const start = (address: string, log: (line: string) => void) =>
    startService({
      handler: (_request, response) => response.end(),
      ...{ name: 'message', id: 'message-1', address: '127.0.0.1', consul: { address } },
      ...{ drainMs: 0, signals: false, log },
    });

  test('each names the other, and they do not overwrite each other all the time', async () => {
    await using consul = await startConsul();
    const lines: string[] = [];
    const note = (line: string) => void lines.push(line);
    await using one = await start(consul.address, note);
    await one.registered;
    await using other = await start(consul.address, note);
    for (const { identity } of [one, other])
      await eventually('it is named', () =>
        lines.some((line) =>
          line.includes(`another process has registered as message-1, too, with 127.0.0.1:${identity.port}`),
        ),
      );
    await eventually('somebody waits', () => lines.some((line) => line.includes('next attempt is in 5 s')));
    expect(lines.filter((line) => line.includes(': registered as'))).not.toHaveLength(0);
    expect(lines.filter((line) => line.includes('registered as message-1 at')).length).toBeLessThanOrEqual(4);
  });

  test('whoever waits does not keep a change waiting, and tells it when its turn comes', async () => {
    await using consul = await startConsul();
    const logs: string[][] = [[], []];
    await using one = await start(consul.address, (line) => void logs[0]?.push(line));
    await one.registered;
    await using other = await start(consul.address, (line) => void logs[1]?.push(line));
    const waits = (log: readonly string[] = []) =>
      log.some((line) => line.includes('next attempt is in 5 s'));
    await eventually('somebody waits', () => logs.some(waits));
    const waiting = waits(logs[0]) ? one : other;
    expect(await waiting.setWeight(9)).toBe(false);
    await eventually('its turn has come', async () => {
      const [only] = await consul.instances('message');
      return only?.Service.Port === waiting.identity.port && only.Service.Weights.Passing === 9 * 256;
    });
  });

  test('behind one address and port, too, where only their versions tell them apart', async () => {
    await using consul = await startConsul();
    const lines: string[] = [];
    const at = (host: string, version: string, port: number) =>
      startService({
        handler: (_request, response) => response.end(),
        ...{ name: 'message', id: 'message-1', version, port, host, address: '127.0.0.1' },
        consul: { address: consul.address },
        ...{ drainMs: 0, signals: false, log: (line) => void lines.push(line) },
      });
    await using one = await at('127.0.0.1', '1.0.0', 0);
    await one.registered;
    await using _other = await at('127.0.0.2', '2.0.0', one.identity.port);
    await eventually('somebody waits', () =>
      lines.some((line) => line.includes('again and again. The next attempt is in 5 s')),
    );
    expect(lines.filter((line) => line.includes('registered as message-1 at')).length).toBeLessThanOrEqual(6);
  });

  test('one that leaves does not take the other out', async () => {
    await using consul = await startConsul();
    const log: string[] = [];
    const old = await start(consul.address, (line) => log.push(line));
    await old.registered;
    // As in a replacement: the old one is stopped as soon as the new one is there.
    const registering = start(consul.address, () => {});
    await using fresh = await registering;
    await fresh.registered;
    await eventually('the new one has the id', async () => {
      const [only] = await consul.instances('message');
      return only?.Service.Port === fresh.identity.port;
    });
    await old.stop();
    await eventually('the new one has it, for good', async () => {
      const [only] = await consul.instances('message');
      return only?.Service.Port === fresh.identity.port;
    });
  });
});
