import { isRoutable } from '../../haproxy/index.js';
import type { Cause } from '../../verdict/cause.js';
import { configuredServer, poolNamed } from '../situation/configuration-view.js';
import type { Situation } from '../situation/situation.js';

/** Finds backup servers: they get nothing while another server of their backend is up. */
export function backupServers(situation: Situation): Cause | null {
  return situation.known.processes.length > 0 ? running(situation) : written(situation);
}

function running({ known, pools }: Situation): Cause | null {
  for (const { process, backend } of pools) {
    const servers = process.servers.filter((server) => server.backend === backend);
    const backups = servers.filter(({ backup, address }) => backup && address !== null);
    if (backups.length === 0) continue;
    return {
      kind: 'backup-servers',
      backend,
      servers: backups.map(({ name }) => name),
      active: servers.some((server) => !server.backup && isRoutable(server)),
      place: configuredServer(poolNamed(known.config, backend), backups[0]?.name ?? '')?.place ?? null,
    };
  }
  return null;
}

/** Without a running HAProxy it is not known which of them are up. */
function written({ known }: Situation): Cause | null {
  for (const { name, servers } of known.config?.pools ?? []) {
    const [first, ...others] = servers.filter(({ backup }) => backup);
    if (first === undefined) continue;
    return {
      kind: 'backup-servers',
      backend: name,
      servers: [first, ...others].map((server) => server.name),
      active: servers.some(({ backup }) => !backup),
      place: first.place,
    };
  }
  return null;
}
