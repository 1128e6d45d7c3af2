import type { ConsulAgent } from '../consul/agent.js';
import { type ConsulInstance, consulHealth, consulServices } from '../consul/health.js';
import { type HaproxyProcess, loadPatternFiles, readProcess } from '../haproxy/index.js';
import type { Sources } from '../options/sources.js';
import { reasonOf } from '../system/reason.js';
import type { Cause } from '../verdict/cause.js';
import { addressOf } from './situation/address.js';
import { viewConfiguration } from './situation/configuration-view.js';
import type { ConsulView, Facts } from './situation/facts.js';
import { servicesInQuestion } from './situation/in-question.js';

/** A source that gave no answer. */
export interface Unreadable {
  source: string;
  of: Extract<Cause, { kind: 'source-unreadable' }>['of'];
  cause: string;
}

/** The answers of the sources at one moment. */
export interface SourceAnswers {
  known: Omit<Facts, 'traffic'>;
  unreadable: readonly Unreadable[];
}

/** Asks all sources at once; then Consul for the services that HAProxy is fed with. Never throws. */
export async function askSources(sources: Sources, signal: AbortSignal): Promise<SourceAnswers> {
  const asked = await Promise.all(sources.haproxy.map((place) => readProcess(place, signal)));
  const processes = asked.flatMap((one) => ('process' in one ? [one.process] : []));
  const silent = asked.flatMap((one, index): Unreadable[] =>
    'failure' in one
      ? [{ source: one.source, of: sources.haproxy[index]?.kind ?? 'page', cause: one.failure }]
      : [],
  );
  const { consul, services, unmarked } = sources;
  const config =
    sources.config === null
      ? null
      : viewConfiguration(sources.config, loadPatternFiles(sources.config).files);
  const named = servicesInQuestion(
    { services, config },
    processes.flatMap(({ servers }) => servers),
  );
  const view = consul === null ? null : await viewOf(consul, { named, processes }, signal);
  const failed = view !== null && 'cause' in view ? [view] : [];
  return {
    known: {
      consul: view !== null && 'instances' in view ? view : null,
      processes,
      config,
      services,
      unmarked,
    },
    unreadable: [...silent, ...failed],
  };
}

/** More services than this are not asked for the sake of an address. */
const MOST_SERVICES = 50;

interface Wanted {
  named: readonly string[];
  processes: readonly HaproxyProcess[];
}

async function viewOf(
  agent: ConsulAgent,
  { named, processes }: Wanted,
  signal: AbortSignal,
): Promise<ConsulView | Unreadable> {
  try {
    const [instances, services] = await Promise.all([
      consulHealth(agent, named, signal),
      consulServices(agent, signal),
    ]);
    const others = services.filter((service) => !named.includes(service));
    const strangers = others.length <= MOST_SERVICES && hasStrangers(processes, instances);
    const more = strangers ? await consulHealth(agent, others, signal) : [];
    return {
      url: agent.url,
      instances: [...instances, ...more],
      // An instance proves its service, whatever the token may see of the catalog.
      services: [...new Set([...services, ...instances.map(({ service }) => service)])],
      named,
      complete: strangers || others.length === 0,
    };
  } catch (error) {
    return { source: agent.url, of: 'consul', cause: reasonOf(error) };
  }
}

/** The statistics page does not say which services its servers are of. */
function hasStrangers(processes: readonly HaproxyProcess[], instances: readonly ConsulInstance[]): boolean {
  const known = new Set(instances.map(addressOf));
  return processes.some(({ servers }) =>
    servers.some(({ address }) => address !== null && !known.has(address)),
  );
}
