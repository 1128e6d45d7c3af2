import { verify } from 'canary-verify';
import { type StartedTopology, startTopology, type TopologyDefinition } from 'canary-verify/topology';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { haproxyConfig, messageTopology } from '../src/message-topology.js';

/** Both services with a canary: message behind HAProxy's header rule, credit discovered by message itself. */
function twoCanaries(): TopologyDefinition {
  const definition = messageTopology(2, 2);
  const { credit } = definition.programs;
  if (credit === undefined) throw new Error('no credit');
  const env = { ...credit.env, SERVICE_NAME: 'credit', SERVICE_VERSION: '1.1.0', SERVICE_TRACK: 'canary' };
  return {
    ...definition,
    haproxyConfig: haproxyConfig('headers'),
    replicas: { ...definition.replicas, credit: 2, 'credit-canary': 1 },
    programs: { ...definition.programs, 'credit-canary': { command: credit.command, env } },
  };
}

describe('a marked request stays marked on the second hop', () => {
  let topology: StartedTopology;
  beforeAll(async () => {
    topology = await startTopology('local', twoCanaries());
  });
  afterAll(() => topology?.stop());

  /** Each arm asks message, which asks credit: `by` says whose version is read. */
  const hops = (by: string | null) =>
    verify({
      target: `${topology.urls.service}/hops`,
      ...(by !== null && { by, canary: '1.1.0', stable: '1.0.0' }),
      arms: [
        { name: 'marked', headers: { 'X-Canary': 'always' }, expect: '100%' },
        { name: 'unmarked', expect: '0%' },
      ],
    });

  test('the first hop: marked requests reach the canary of message, unmarked ones do not', async () => {
    const verdict = await hops(null);
    expect(verdict.arms).toMatchObject([
      { name: 'marked', verdict: 'matches', stable: 0, failed: 0, unidentified: 0 },
      { name: 'unmarked', verdict: 'matches', canary: 0, failed: 0, unidentified: 0 },
    ]);
  });

  test('the second hop: marked requests reach the canary of credit too, unmarked ones do not', async () => {
    const verdict = await hops('json:/credit/version');
    expect(verdict.arms).toMatchObject([
      { name: 'marked', verdict: 'matches', stable: 0, failed: 0, unidentified: 0 },
      { name: 'unmarked', verdict: 'matches', canary: 0, failed: 0, unidentified: 0 },
    ]);
    for (const { requests } of verdict.arms) expect(requests).toBeGreaterThanOrEqual(459);
  });

  test('and a message that is charged through discovery is accepted', async () => {
    const response = await fetch(`${topology.urls.service}/messages`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ account: 'second-hop', text: 'hello' }),
    });
    expect(response.status).toBe(201);
    const balance = await (await fetch(`${topology.urls.service}/credit/accounts/second-hop`)).json();
    expect(balance).toMatchObject({ balance: 999 });
  });
});
