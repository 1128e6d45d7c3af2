import { shareFigure } from '../../../text/figures.js';
import { printable } from '../../../text/printable.js';
import { wrapped } from '../../../text/wrapped.js';
import type { PooledServer, ServerPool, Stickiness } from '../../backends/server-pool.js';
import { runningLines } from './running-text.js';
import type { Telling } from './telling.js';

/** More servers than these are counted, not shown. */
const MOST_SERVERS = 24;

/** One backend: its servers with weight and share, and what keeps a client with one of them. */
export function backendText(pool: ServerPool, telling: Telling): string {
  const { paint, placeText } = telling;
  const title = paint('bold', `backend ${printable(pool.name)}`);
  const balance = pool.balance === null ? '' : `, ${printable(pool.balance.text)}`;
  return [
    `${title}  ${paint('dim', `${placeText(pool.place)}${balance}`)}`,
    ...serverLines(pool.servers),
    ...runningLines(pool.name, telling),
    ...pool.stickiness.map((one) =>
      wrapped(`${stickinessText(one)} (${placeText(one.place)})`, '  ', '    '),
    ),
    ...pool.useServer.map(({ server, condition, place }) =>
      wrapped(
        `server ${printable(server)} alone ${printable(condition, 200)} (${placeText(place)})`,
        '  ',
        '    ',
      ),
    ),
    ...pool.remarks.map(({ place, why }) =>
      wrapped(`${placeText(place)}: ${printable(why, 200)}`, '  ', '    '),
    ),
  ].join('\n');
}

function serverLines(servers: readonly PooledServer[]): string[] {
  if (servers.length === 0) return ['  no servers'];
  const shown = servers.slice(0, MOST_SERVERS);
  const cells = shown.map((server) => [nameText(server), weightText(server), shareText(server)]);
  const widths = [0, 1, 2].map((column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const lines = shown.map((server, index) => {
    const [name = '', weight = '', share = ''] = cells[index] ?? [];
    const [first = 0, second = 0, third = 0] = widths;
    const figure = third === 0 ? '' : `${share.padStart(third)}  `;
    return `  ${name.padEnd(first)}  ${weight.padEnd(second)}  ${figure}${printable(server.address)}`;
  });
  const more = servers.length - MOST_SERVERS;
  return more > 0 ? [...lines, `  and ${more} more: --json has all`] : lines;
}

function nameText({ name, slots }: PooledServer): string {
  return printable(slots === null ? name : `${name}${slots.first}…${slots.last}`, 30);
}

function weightText({ weight, weightBy, backup, disabled }: PooledServer): string {
  if (disabled) return 'disabled';
  const by = weightBy === 'agent' ? 'an agent' : 'DNS';
  return `${backup ? 'backup, ' : ''}${weight === null ? `weight by ${by}` : `weight ${weight}`}`;
}

/** The share of each server. Of a template that DNS fills, it is only known when it gets nothing. */
function shareText({ share, count }: PooledServer): string {
  if (share === null) return '';
  return count === null || count === 1 ? shareFigure(share) : `${shareFigure(share)} each`;
}

const STICKINESS: Record<Stickiness['kind'], (key: string) => string> = {
  cookie: (key) => `a client with the cookie ${key} stays with its server`,
  'stick-table': (key) => `whoever has the same ${key} stays with a server`,
  hash: (key) => `whoever has the same ${key} goes to the same server`,
  'rdp-cookie': (key) => `whoever has the same RDP cookie ${key} stays with a server`,
  'last-server': () => 'a connection stays with its last server',
};

function stickinessText({ kind, key }: Stickiness): string {
  return STICKINESS[kind](printable(key, 60));
}
