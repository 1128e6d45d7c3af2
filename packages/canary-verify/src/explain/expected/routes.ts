import { deduceWhile } from '../../haproxy/index.js';
import type { Route, Untold } from '../../options/taken.js';
import { type ConfigurationView, poolNamed } from '../situation/configuration-view.js';
import type { Facts } from '../situation/facts.js';
import { versionOfServer } from './versions.js';

type Named = Route & { backend: string };

/** The backends that the request reaches, from the one frontend that leads to either version. */
export function routesTo(config: ConfigurationView, known: Facts): Named[] | Untold {
  const ways = config.routing.frontends.map(({ name }) => wayThrough(name, config, known));
  const leading = ways.filter((way): way is Named[] => Array.isArray(way) && leads(way, config, known));
  const [way, ...others] = leading;
  if (others.length > 0) return { why: 'several frontends lead to the versions' };
  if (way !== undefined) return way;
  const untold = ways.find((one): one is Untold => !Array.isArray(one));
  return (
    untold ?? {
      why: 'no frontend sends such a request to servers whose version is known, by the service that DNS fills them with, or by canary, stable, v1 or v2 in a name',
    }
  );
}

function wayThrough(frontend: string, { routing }: ConfigurationView, known: Facts): Named[] | Untold {
  const { destinations, unknown } = deduceWhile(routing, frontend, known.unmarked).deduction;
  const [first] = unknown;
  if (first !== undefined) return { why: `${first.place.file}:${first.place.line}: ${first.why}` };
  return destinations.flatMap(({ destination, share }): Named[] => {
    if (destination.kind === 'backend') return [{ backend: destination.name, server: null, share }];
    if (destination.kind !== 'server') return [];
    return [{ backend: destination.backend, server: destination.server, share }];
  });
}

/** All of it: where HAProxy answers some requests by itself, they have no version. */
function leads(way: readonly Named[], config: ConfigurationView, known: Facts): boolean {
  const whole = way.reduce((sum, { share }) => sum + share, 0);
  return (
    whole > 1 - 1e-9 &&
    way.some(({ backend }) => {
      const pool = poolNamed(config, backend);
      return pool?.servers.some((server) => versionOfServer(server, pool, known) !== null) ?? false;
    })
  );
}
