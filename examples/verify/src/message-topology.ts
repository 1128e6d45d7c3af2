import { fileURLToPath } from 'node:url';
import type { TopologyDefinition } from 'canary-verify/topology';

/** Path of one of the HAProxy configurations in fixtures/haproxy: `headers`, `percent-map`. */
export function haproxyConfig(name: string): string {
  return fromRoot(`fixtures/haproxy/${name}.cfg`);
}

/** The services message and credit behind HAProxy: so many stable and so many canary replicas of message. */
export function messageTopology(stable: number, canary: number): TopologyDefinition {
  const message = [process.execPath, fromRoot('examples/message/dist/main.js')] as const;
  const credit = [process.execPath, fromRoot('examples/credit/dist/main.js')] as const;
  return {
    haproxyConfig: haproxyConfig('replicas'),
    replicas: { 'service-v1': stable, 'service-v2': canary, credit: 1 },
    programs: {
      'service-v1': { command: message, env: { SERVICE_VERSION: '1.0.0', SERVICE_TRACK: 'stable' } },
      'service-v2': {
        command: message,
        env: { SERVICE_VERSION: '1.1.0', SERVICE_TRACK: 'canary', FEATURES: 'message-count' },
      },
      credit: { command: credit, env: { SERVICE_VERSION: '1.0.0', SERVICE_TRACK: 'stable' } },
    },
    composeFile: fromRoot('fixtures/compose/compose.yaml'),
    readyTimeoutMs: 60_000,
  };
}

/** How the canary of a rollout is: like the stable version, or one that fails a tenth of its requests. */
export type Canary = 'good' | 'broken';

/** 4 stable replicas of message and 4 of credit; of the canary none yet. Its share is that of a map, and marked requests are its own. */
export function rolloutTopology(canary: Canary): TopologyDefinition {
  const whole = messageTopology(4, 0);
  const { programs } = whole;
  const failing = [process.execPath, fromRoot('examples/verify/dist/failing-service.js')] as const;
  const service = programs['service-v2'] ?? { command: failing, env: {} };
  return {
    ...whole,
    haproxyConfig: haproxyConfig('header-and-map'),
    replicas: { ...whole.replicas, credit: 4 },
    programs: {
      ...programs,
      'service-v2': canary === 'good' ? service : { command: failing, env: { ...service.env, FEATURES: '' } },
    },
  };
}

/** The same, of which these versions fail: one of so many requests, with status 500, or by hanging up. */
export function failingTopology(
  failing: Readonly<Record<string, Readonly<Record<'FAILS_ONE_OF' | 'FAILS_BY', string>>>>,
): TopologyDefinition {
  const whole = rolloutTopology('broken');
  const broken = whole.programs['service-v2']?.command ?? ['false'];
  const programs = Object.entries(failing).map(([service, env]) => [
    service,
    { command: broken, env: { ...whole.programs[service]?.env, ...env, FEATURES: '' } },
  ]);
  const message = messageTopology(4, 1).programs;
  return {
    ...whole,
    replicas: { 'service-v1': 2, 'service-v2': 1 },
    programs: { ...message, ...Object.fromEntries(programs) },
  };
}

function fromRoot(path: string): string {
  return fileURLToPath(new URL(`../../../${path}`, import.meta.url));
}
