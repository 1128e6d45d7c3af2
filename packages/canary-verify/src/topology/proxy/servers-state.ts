import { type HaproxyConfig, type PooledServer, serverPools } from '../../haproxy/index.js';

/**
 * What a new configuration can take over of `show servers state` (management guide, section 9.3): the servers that it asks DNS for by
 * the same name. One that is asked for by another name would begin with addresses of another service.
 */
export function stateFor(state: string, config: HaproxyConfig): string {
  const pools = serverPools(config);
  const lines = state.split('\n');
  const names =
    lines
      .find((line) => line.startsWith('# '))
      ?.slice(2)
      .split(' ') ?? [];
  return lines
    .filter((line) => {
      const values = line.split(' ');
      const field = (name: string) => values[names.indexOf(name)] ?? '-';
      if (line.startsWith('#') || values.length < names.length) return true;
      const pool = pools.find(({ name }) => name === field('be_name'));
      const server = pool?.servers.find((one) => isNamed(one, field('srv_name')));
      const record = field('srvrecord') === '-' ? field('srv_fqdn') : field('srvrecord');
      return server?.address.replace(/:\d+$/, '') === record;
    })
    .join('\n');
}

function isNamed({ name, slots }: PooledServer, server: string): boolean {
  return slots === null
    ? server === name
    : server.startsWith(name) && /^\d+$/.test(server.slice(name.length));
}
