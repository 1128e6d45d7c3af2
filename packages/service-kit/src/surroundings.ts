import { readdirSync, readFileSync, statSync } from 'node:fs';
import { isIPv6 } from 'node:net';
import { hostname, networkInterfaces } from 'node:os';

/** An address of this machine that others can reach. */
export interface OwnAddress {
  address: string;
  interface: string;
}

/** The sources of options besides the options themselves. */
export interface Surroundings {
  env: NodeJS.ProcessEnv;
  hostname: string;
  /** Addresses that are neither loopback nor good on one link only: those of IPv4 first. */
  ownAddresses: readonly OwnAddress[];
  /** The address of this machine that a connection to this host would come from; null if there is no way there. */
  addressTowards(host: string): Promise<string | null>;
  readFile(path: string): string;
  /** The names of the files in a folder. */
  filesIn(folder: string): readonly string[];
  /** When a file was last written, in milliseconds since 1970. */
  changedAt(path: string): number;
}

export function lookAround(): Surroundings {
  return {
    env: process.env,
    hostname: hostname(),
    ownAddresses: ownAddresses(),
    addressTowards,
    readFile: (path) => readFileSync(path, 'utf8'),
    filesIn: (folder) =>
      readdirSync(folder, { withFileTypes: true })
        .filter((entry) => !entry.isDirectory())
        .map(({ name }) => name)
        .sort(),
    changedAt: (path) => statSync(path).mtimeMs,
  };
}

function ownAddresses(): OwnAddress[] {
  const all = Object.entries(networkInterfaces()).flatMap(([name, addresses = []]) =>
    addresses
      .filter(({ address, internal }) => !internal && !/^fe[89ab]/i.test(address))
      .map(({ address, family }) => ({ address, interface: name, family })),
  );
  const of = (wanted: 'IPv4' | 'IPv6') => all.filter(({ family }) => family === wanted);
  return [...of('IPv4'), ...of('IPv6')].map(({ address, interface: name }) => ({ address, interface: name }));
}

/** No packet is sent: connecting a UDP socket only asks the system which way it would take. */
async function addressTowards(host: string): Promise<string | null> {
  // Only those need them who do not say their address.
  const { createSocket } = process.getBuiltinModule('node:dgram');
  const { lookup } = process.getBuiltinModule('node:dns/promises');
  const target = await lookup(host).catch(() => null);
  if (target === null) return null;
  const socket = createSocket(isIPv6(target.address) ? 'udp6' : 'udp4');
  try {
    return await new Promise((resolve) => {
      socket.once('error', () => resolve(null));
      // The callback gets an error, too: then the socket has no address.
      socket.connect(9, target.address, (error?: Error) =>
        resolve(error === undefined ? socket.address().address : null),
      );
    });
  } finally {
    socket.close();
  }
}
