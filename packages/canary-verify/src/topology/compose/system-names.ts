import type { Track } from '../../terms/track.js';
import { quoted } from '../../text/usage-error.js';
import type { ProjectContainer } from './compose-project.js';
import type { System } from './system-definition.js';
import type { SystemPlan } from './system-plan.js';

/** The names that stable and canary have in Consul. */
export function tracksIn({ services }: System): Record<Track, string> {
  const named = (track: Track) => services.get(track)?.consul ?? track;
  return { stable: named('stable'), canary: named('canary') };
}

/** The names in Consul of all services of a definition. */
export function consulNames({ services }: System): string[] {
  return [...services.values()].map(({ consul }) => consul);
}

/** The name in the compose file of a service, which goes by its name in the definition, too. Throws when there is none. */
export function composeName({ system, services }: SystemPlan, service: string): string {
  const named = system.services.get(service)?.compose;
  if (named !== undefined) return named;
  if (services.has(service)) return service;
  const names = [...system.services.keys()].join(', ');
  throw new Error(`There is no service ${quoted(service)} here; there are ${names}`);
}

/** The name in the compose file of a part: `proxy`, `consul`, a service. */
export function partName({ proxy, consul, services }: System, part: string): string {
  if (part === 'proxy' || part === 'haproxy') return proxy;
  if (part === 'consul') return consul;
  return services.get(part)?.compose ?? part;
}

/** How many containers run, by the names in Consul: several services of the compose file may register under one. */
export function runningReplicas(
  { services }: System,
  containers: readonly ProjectContainer[],
): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { compose, consul } of services.values()) {
    const own = containers.filter(({ running, service }) => running && service === compose);
    counts[consul] = (counts[consul] ?? 0) + own.length;
  }
  return counts;
}
