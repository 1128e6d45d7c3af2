import { fileURLToPath } from 'node:url';
import type { SystemDefinition, TopologyDefinition } from 'canary-verify/topology';

/** A path of the repository. */
export function fromRoot(path: string): string {
  return fileURLToPath(new URL(`../../../../../${path}`, import.meta.url));
}

/** The services message and credit: so many stable and canary replicas of message, and of credit. */
export function messages(stable: number, canary: number, credit: number): TopologyDefinition {
  const message = [process.execPath, fromRoot('examples/message/dist/main.js')] as const;
  const program = (command: readonly [string, ...string[]], version: string, track: string) => ({
    command,
    env: { SERVICE_VERSION: version, SERVICE_TRACK: track },
  });
  return {
    haproxyConfig: fromRoot('fixtures/haproxy/replicas.cfg'),
    composeFile: fromRoot('fixtures/compose/compose.yaml'),
    replicas: { 'service-v1': stable, 'service-v2': canary, credit },
    programs: {
      'service-v1': program(message, '1.0.0', 'stable'),
      'service-v2': program(message, '1.1.0', 'canary'),
      credit: program([process.execPath, fromRoot('examples/credit/dist/main.js')], '1.0.0', 'stable'),
    },
    readyTimeoutMs: 60_000,
  };
}

/** fixtures/shop. */
export function shop(compose: string): SystemDefinition {
  return {
    compose,
    services: {
      proxy: 'lb',
      consul: 'consul',
      stable: { compose: 'web', consul: 'shop' },
      canary: { compose: 'web-next', consul: 'shop-canary' },
    },
  };
}
