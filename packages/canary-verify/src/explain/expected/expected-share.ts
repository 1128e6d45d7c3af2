import type { Taken, TakenBackend, Untold } from '../../options/taken.js';
import type { ConfigurationView } from '../situation/configuration-view.js';
import { recordOf, serviceIn } from '../situation/pools.js';
import { isPassing, type Situation } from '../situation/situation.js';
import { inBackend } from './in-backend.js';
import { routesTo } from './routes.js';
import { shared, weighed } from './weighed.js';

/**
 * The canary's share of a request, as Consul's healthy instances and their weights, through HAProxy's arithmetic, and the
 * configuration's rules and servers have it. Pure; what cannot be told is never guessed.
 */
export function expectedShare(situation: Situation): Taken | Untold {
  const { config, consul } = situation.known;
  const forgotten = forgottenService(situation);
  if (forgotten !== null)
    return {
      why: `Consul knows no service ${forgotten}: say what it is called, or which share it should have`,
    };
  const backends = config === null ? [withoutConfiguration(situation)] : behindRules(config, situation);
  if ('why' in backends) return backends;
  const told: TakenBackend[] = [];
  for (const one of backends) {
    if ('why' in one) return one;
    told.push(one);
  }
  const share = told.reduce((sum, one) => sum + one.share * one.canary.share, 0);
  return {
    // Sums of fractions of 1 end a little beside it.
    share: Number(share.toPrecision(12)),
    from: [...(consul === null ? [] : [consul.url]), ...(config === null ? [] : filesOf(config))],
    backends: told,
  };
}

/** A service that Consul does not know; null if it knows both. */
function forgottenService({ known }: Situation): string | null {
  const { consul, config, services } = known;
  const named = config?.pools.flatMap(({ servers }) => servers.map((one) => serviceIn(recordOf(one))));
  const asked = Object.values(services).filter((service) => named?.includes(service) ?? true);
  return asked.find((service) => consul !== null && !consul.services.includes(service)) ?? null;
}

function filesOf({ config }: ConfigurationView): string[] {
  return [...new Set(config.sections.map(({ place }) => place.file))];
}

/** Consul alone: both services are taken for servers of one backend that goes by their weights. */
function withoutConfiguration({ instances, known }: Situation): TakenBackend | Untold {
  const sum = (service: string) =>
    weighed(instances.filter((one) => one.service === service).filter(isPassing));
  const { stable, canary } = known.services;
  return shared({ backend: null, server: null, share: 1 }, { stable: sum(stable), canary: sum(canary) });
}

function behindRules(config: ConfigurationView, situation: Situation): (TakenBackend | Untold)[] | Untold {
  const routes = routesTo(config, situation.known);
  return 'why' in routes ? routes : routes.map((route) => inBackend(route, config, situation));
}
