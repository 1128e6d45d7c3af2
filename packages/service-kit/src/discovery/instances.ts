/** A healthy instance of a service. */
export interface DiscoveredInstance {
  /** The service id in Consul. */
  instance: string;
  address: string;
  port: number;
  /** The weight in HAProxy: Consul's weight divided by 256, rounded up. */
  weight: number;
  track: 'stable' | 'canary' | null;
}

/** One entry of Consul's answer to GET /v1/health/service/:service, as far as it is used. */
interface HealthEntry {
  Node: { Address: string };
  Service: {
    ID: string;
    Address: string;
    Port: number;
    Meta: Readonly<Record<string, string>> | null;
    Weights: { Passing: number; Warning: number };
  };
  Checks: readonly { Status: string }[];
}

/** The instances in an answer of Consul's, in the order of their ids. */
export function instancesIn(answer: unknown): DiscoveredInstance[] {
  return (answer as HealthEntry[])
    .map(({ Node, Service, Checks }): DiscoveredInstance => {
      const warning = Checks.some(({ Status }) => Status === 'warning');
      const { track } = Service.Meta ?? {};
      return {
        instance: Service.ID,
        address: Service.Address || Node.Address,
        port: Service.Port,
        // In the SRV answers, too, an instance with a warning has the other weight (HAProxy: src/resolvers.c).
        weight: ((warning ? Service.Weights.Warning : Service.Weights.Passing) + 255) >> 8,
        track: track === 'stable' || track === 'canary' ? track : null,
      };
    })
    .sort((one, other) => (one.instance < other.instance ? -1 : 1));
}

/**
 * The instances that a request may go to. A marked one goes to the canaries when the service has any: a service that is
 * not part of the rollout must not fail it. An unmarked one never goes to a canary.
 */
export function eligible(
  instances: readonly DiscoveredInstance[],
  marked: boolean,
): readonly DiscoveredInstance[] {
  const canaries = instances.filter(({ track }) => track === 'canary');
  if (marked && canaries.length > 0) return canaries;
  return instances.filter(({ track }) => track !== 'canary');
}
