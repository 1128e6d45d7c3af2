import { hasFixedWeights, type RuntimeServer } from '../haproxy/index.js';
import { printable } from '../text/printable.js';

/** The servers of a backend in a running HAProxy, and how it chooses among them. */
export interface WeighedServers {
  servers: readonly RuntimeServer[];
  /** `roundrobin`, `static-rr` and others; null if it is not shown. */
  algorithm: string | null;
}

/**
 * Why the backend can hold no share but 0 % and 100 %: HAProxy refuses other weights of static algorithms, and `first` does not
 * look at them. Null if it can hold others.
 */
export function onlyWhole({ algorithm }: WeighedServers, backend: string): string | null {
  if (algorithm === null || !hasFixedWeights(algorithm)) return null;
  return `${printable(backend, 60)} has balance ${printable(algorithm, 30)}, which makes no share of weights: use balance roundrobin`;
}

/** What else sets weights of these servers, each with its cure: what was set may not last. */
export function weightSetters({ servers }: WeighedServers, { backend, takesDns }: WeightsAt): string[] {
  const agents = servers.filter(({ agent }) => agent === true).map(({ name }) => name);
  const records = [...new Set(servers.flatMap(({ record }) => record ?? []))];
  return [
    ...(agents.length > 0
      ? [
          `the agent of ${listed(agents)} in ${backend} may set another weight: have it report no percentage, or stop it with \`disable agent ${backend}/${agents[0]}\``,
        ]
      : []),
    ...(records.length > 0 && !takesDns
      ? [
          `a DNS answer for ${listed(records)} sets the weights in ${backend} again, unless its servers have resolve-opts ignore-weight: add it, or use consulWeights`,
        ]
      : []),
  ].map((one) => printable(one, 400));
}

/** Where weights are, and whether they are meant to come from DNS. */
export interface WeightsAt {
  backend: string;
  takesDns: boolean;
}

/** Up to three, and how many more. */
function listed(names: readonly string[]): string {
  const some = names.slice(0, 3).join(', ');
  return names.length > 3 ? `${some} and ${names.length - 3} more` : some;
}
