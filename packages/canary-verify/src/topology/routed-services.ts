/** Servers of a backend that DNS fills with the replicas of a service. */
export interface RoutedService {
  /** The service's name in Consul. */
  service: string;
  backend: string;
  /** The names of its servers begin with it. */
  prefix: string;
  /** The most servers that it can have; null for a single server, whose name is the prefix. */
  slots: number | null;
}

/** The place of a service's servers in a running HAProxy. */
export interface RoutedPlace {
  service: string;
  backend: string;
  slots: number;
  /** Whether a server is one of them. */
  has(server: { backend: string; name: string }): boolean;
}

/** The places of those services that are wanted. */
export function placesOf(
  routed: readonly RoutedService[],
  wanted: Readonly<Record<string, number>>,
): RoutedPlace[] {
  return routed
    .filter(({ service }) => Object.hasOwn(wanted, service))
    .map(({ service, backend, prefix, slots }) => ({
      service,
      backend,
      slots: slots ?? 1,
      has: (server) =>
        server.backend === backend &&
        (slots === null
          ? server.name === prefix
          : server.name.startsWith(prefix) && /^\d+$/.test(server.name.slice(prefix.length))),
    }));
}
