import { printable } from '../../../text/printable.js';
import { wrapped } from '../../../text/wrapped.js';
import { groupName } from '../../backends/server-groups.js';
import type { PooledServer } from '../../backends/server-pool.js';
import type { Telling } from './telling.js';

/** The servers of a backend in running processes: how many take requests, with which weights. */
export function runningLines(backend: string, { inspection }: Telling): string[] {
  return inspection.running.flatMap(({ source, failure, backends }) => {
    const pool = backends.find(({ name }) => name === backend);
    if (failure !== null || pool === undefined) return [];
    const groups = pool.groups.map(({ name }) =>
      nowText(
        name,
        pool.servers.filter((server) => groupName(server.name) === name),
      ),
    );
    const what = groups.length === 0 ? 'it has no such backend' : groups.join('; ');
    return [wrapped(`now, by ${printable(source, 60)}: ${what}`, '  ', '    ')];
  });
}

/** `stable 9 of 20 up, weight 90` */
function nowText(name: string, servers: readonly PooledServer[]): string {
  const up = servers.filter(({ disabled }) => !disabled);
  const weights = [...new Set(up.map(({ weight }) => weight ?? 0))].sort((left, right) => left - right);
  const weighing =
    up.length === 0 ? '' : `, weight ${weights.slice(0, 5).join(', ')}${weights.length > 5 ? ', …' : ''}`;
  return `${printable(name)} ${up.length} of ${servers.length} up${weighing}`;
}
