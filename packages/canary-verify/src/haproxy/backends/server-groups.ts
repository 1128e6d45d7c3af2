import type { PooledServer, ServerGroup } from './server-pool.js';

/** Without what numbers it: `stable-1` and the template `stable-` are `stable`; `app-v2-3` is `app-v2`. */
export function groupName(server: string): string {
  const bare = server.replace(/[-_.]+$/, '') || server;
  if (/[-_.]v\d+(?:\.\d+)*$/i.test(bare)) return bare;
  return bare.replace(/[-_.]*\d+$/, '') || bare;
}

/**
 * Puts together the servers whose names begin alike.
 *
 * @param active the servers that get requests when all are up; null if it cannot be told.
 */
export function groupServers(
  servers: readonly PooledServer[],
  active: ReadonlySet<PooledServer> | null,
): ServerGroup[] {
  const groups = new Map<string, PooledServer[]>();
  for (const server of servers) {
    const name = groupName(server.name);
    const members = groups.get(name);
    if (members === undefined) groups.set(name, [server]);
    else members.push(server);
  }
  return [...groups].map(([name, members]) => ({
    name,
    servers: members.map((member) => member.name),
    share: active === null ? null : together(members, active, 'share'),
    weightShare: active === null ? null : together(members, active, 'weightShare'),
  }));
}

/** All that get requests are here: then it is all of them, whatever DNS says. */
function together(
  members: readonly PooledServer[],
  active: ReadonlySet<PooledServer>,
  of: 'share' | 'weightShare',
): number | null {
  const taking = members.filter((member) => active.has(member));
  if (taking.length === 0) return 0;
  if (taking.length === active.size) return 1;
  const shares = taking.map((member) => (member[of] === null ? null : member[of] * (member.count ?? 1)));
  return shares.reduce<number | null>(
    (sum, share) => (sum === null || share === null ? null : sum + share),
    0,
  );
}
