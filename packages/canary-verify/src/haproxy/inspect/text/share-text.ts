import { shareFigure } from '../../../text/figures.js';
import { printable } from '../../../text/printable.js';
import type { Balance, PooledServer, ServerPool } from '../../backends/server-pool.js';

/** Why the share of servers cannot be told, and what it follows. */
export function whyNoShare(pool: ServerPool): string {
  const { balance, servers, groups } = pool;
  const taking = servers.filter(({ disabled, backup }) => !disabled && !backup);
  const dns = dnsTells(taking);
  if (balance === null) return 'Its algorithm is not known here.';
  if (dns !== null && balance.weights !== 'nothing') return `${dns} ${ALGORITHM[balance.weights]}`;
  const weights = groups.map(
    ({ name, weightShare }) => `${printable(name)} ${weightShare === null ? '?' : shareFigure(weightShare)}`,
  );
  if (balance.weights === 'exactly') return 'Its lines could not all be read.';
  return `${ALGORITHM[balance.weights]} By weights alone: ${weights.join(', ')}.`;
}

/** How shares come about. */
const ALGORITHM: Record<Balance['weights'], string> = {
  exactly: 'Each server gets its weight of all weights.',
  roughly: 'Its algorithm also looks at open connections.',
  'of-keys': 'The same key always goes to the same server.',
  nothing: 'The first server gets all that it can take.',
};

function dnsTells(servers: readonly PooledServer[]): string | null {
  const parts = [
    servers.some(({ count }) => count === null) ? 'how many servers there are' : null,
    servers.some(({ weightBy }) => weightBy === 'dns') ? 'what each weighs' : null,
  ].filter((part) => part !== null);
  const agent = servers.some(({ weightBy }) => weightBy === 'agent')
    ? ['An agent tells what some weigh.']
    : [];
  const dns = parts.length === 0 ? [] : [`DNS tells ${parts.join(' and ')}.`];
  return dns.length + agent.length === 0 ? null : [...dns, ...agent].join(' ');
}
