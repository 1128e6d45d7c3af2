import { docker } from './docker-command.js';

/** A container that is in no network any more, and where it was. */
export interface CutOff {
  container: string;
  networks: readonly Membership[];
}

/** What a container is called in a network. */
interface Membership {
  network: string;
  address: string;
  aliases: readonly string[];
}

/** Takes a container out of its networks. Its processes run on. */
export async function cutOff(container: string): Promise<CutOff> {
  const networks = await networksOf(container);
  for (const { network } of networks) await docker(['network', 'disconnect', network, container]);
  return { container, networks };
}

/**
 * Puts a container back where it was. Docker gives the lowest free address: that may be one of another container that is cut
 * off. Under it Consul and HAProxy would take the one for the other.
 *
 * @throws when it would get another address than its own; it is cut off still, then.
 */
export async function reconnect({ container, networks }: CutOff, instance: string): Promise<void> {
  for (const { network, aliases } of networks) {
    const called = aliases.flatMap((alias) => ['--alias', alias]);
    await docker(['network', 'connect', ...called, network, container]);
  }
  const now = await networksOf(container);
  const addressIn = (name: string) => now.find(({ network }) => network === name)?.address;
  const moved = networks.find(({ network, address }) => addressIn(network) !== address);
  if (moved === undefined) return;
  await cutOff(container);
  throw new Error(
    `${instance} would get the address ${addressIn(moved.network)} instead of its own, ${moved.address}, which Consul and HAProxy know. Heal the other replicas that are cut off first.`,
  );
}

async function networksOf(container: string): Promise<Membership[]> {
  const inspected = await docker(['inspect', '--format', '{{json .NetworkSettings.Networks}}', container]);
  const networks = JSON.parse(inspected) as Record<string, { IPAddress: string; Aliases: string[] | null }>;
  return Object.entries(networks).map(([network, { IPAddress, Aliases }]) => ({
    network,
    address: IPAddress,
    aliases: Aliases ?? [],
  }));
}
