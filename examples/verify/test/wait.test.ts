import { untilRouted, verify } from 'canary-verify';
import { type StartedTopology, startTopology } from 'canary-verify/topology';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { canaryVerify } from '../src/command-line.js';
import { messageTopology } from '../src/message-topology.js';

let topology: StartedTopology;
beforeAll(async () => {
  topology = await startTopology('local', messageTopology(4, 1));
});
afterAll(() => topology?.stop());

const place = () => ({ target: `${topology.urls.service}/version`, consul: topology.urls.consul });

describe('waiting until just the healthy replicas answer', () => {
  test('ends at once where they do', async () => {
    const routed = await untilRouted({ ...place(), replicas: { stable: 4, canary: 1 } });
    expect(routed).toMatchObject({ routed: true, gaps: [] });
    expect(Object.values(routed.answering).sort()).toEqual(['canary', ...Array(4).fill('stable')]);
    const { target } = place();
    expect(await untilRouted({ target, replicas: { stable: 4, canary: 1 } })).toMatchObject({ routed: true });
  });

  test('follows a change to its end, so that the verdict right after it is the right one', async () => {
    const scaling = topology.scale('service-v2', 4);
    expect(await untilRouted({ ...place(), replicas: { stable: 4, canary: 4 } })).toMatchObject({
      routed: true,
    });
    expect(await verify({ ...place(), expect: '50%' })).toMatchObject({ verdict: 'matches' });
    await scaling;
  });

  test('goes by the healthy ones of Consul where no number is given: a killed replica is not waited for', async () => {
    const [killed] = (await topology.replicas()).filter(({ service }) => service === 'service-v2');
    if (killed === undefined) throw new Error('there is no canary');
    await topology.signal(killed.instance, 'SIGKILL');
    const routed = await untilRouted({ ...place(), maxTimeMs: 60_000 });
    // It may have been looked at before Consul noticed; then every healthy one answered, too.
    expect(routed.routed).toBe(true);
    await topology.scale('service-v2', 4);
  });

  test('says what is missing when the time is up', async () => {
    const routed = await untilRouted({ ...place(), replicas: { stable: 4, canary: 9 }, maxTimeMs: 1_500 });
    expect(routed).toMatchObject({
      routed: false,
      gaps: [{ kind: 'not-healthy-yet', track: 'canary', healthy: 4, wanted: 9 }],
    });
    const nobody = { target: 'http://127.0.0.1:9/version', consul: topology.urls.consul, maxTimeMs: 1_000 };
    expect(await untilRouted(nobody)).toMatchObject({ routed: false, gaps: [{ kind: 'unreachable' }] });
  });
});

describe('a run that waits first', () => {
  test('gives the verdict of the routing after the change', async () => {
    const scaling = topology.scale('service-v2', 1);
    const replicas = { stable: 4, canary: 1 };
    const { target } = place();
    expect(await verify({ target, replicas, expect: '20%', settleMs: 30_000 })).toMatchObject({
      verdict: 'matches',
    });
    await scaling;
    await topology.scale('service-v2', 4);
  });

  test('is unmeasured, and says what is missing, when the time is up', async () => {
    const { target } = place();
    const replicas = { stable: 4, canary: 9 };
    const verdict = await verify({ target, replicas, expect: '50%', settleMs: 1_000 });
    expect(verdict).toMatchObject({
      verdict: 'unmeasured',
      requests: 0,
      diagnosis: [
        {
          kind: 'not-settled',
          gaps: [{ kind: 'other-number-answers', track: 'canary', answering: 4, wanted: 9 }],
        },
      ],
    });
  });
});

describe('the command', () => {
  const wait = (...argv: string[]) => canaryVerify('wait', ...argv, place().target);

  test('ends with 0 where they answer', async () => {
    const { exitCode, stdout } = await wait('--replicas', '4+4', '--consul', topology.urls.consul);
    expect(stdout).toMatch(/^✔ routed: 4 stable and 4 canary replicas answer, and no others \(/);
    expect(exitCode).toBe(0);
  });

  test('ends with 2 and says what is missing when the time is up', async () => {
    const { exitCode, stdout } = await wait('--replicas', '4+5', '--max-time', '1s');
    expect(stdout).toContain('4 replicas of the canary answered, wanted 5.');
    expect(exitCode).toBe(2);
  });

  test('prints one document', async () => {
    const { exitCode, stdout } = await wait('--replicas', '4+4', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ exitCode: 0, routed: true, gaps: [] });
    expect(exitCode).toBe(0);
  });

  test('refuses to wait for nothing', async () => {
    const { exitCode, stderr } = await wait();
    expect(stderr).toContain('wait must have at least one of --replicas and --consul');
    expect(exitCode).toBe(4);
  });
});
