import { isRoutable } from '../../haproxy/runtime/process.js';
import type { Cause } from '../cause.js';
import type { Situation } from '../situation.js';

/** Finds backup servers: they get nothing while another server of their backend is up. */
export function backupServers({ pools }: Situation): Cause | null {
  for (const { process, backend } of pools) {
    const servers = process.servers.filter((server) => server.backend === backend);
    const backups = servers.filter(({ backup, address }) => backup && address !== null);
    if (backups.length === 0) continue;
    const own = pools.find((pool) => pool.backend === backend && pool.servers.some(({ backup }) => backup));
    const option = own?.configured?.options.find(({ word }) => word === 'backup');
    return {
      kind: 'backup-servers',
      backend,
      servers: backups.map(({ name }) => name),
      active: servers.some((server) => !server.backup && isRoutable(server)),
      place: option?.place ?? own?.configured?.place ?? null,
    };
  }
  return null;
}
