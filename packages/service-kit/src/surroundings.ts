import { readdirSync, readFileSync, statSync } from 'node:fs';
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
    readFile: (path) => readFileSync(path, 'utf8'),
    filesIn: (folder) =>
      readdirSync(folder, { withFileTypes: true })
        .filter((entry) => !entry.isDirectory())
        .map(({ name }) => name)
        .sort(),
    changedAt: (path) => statSync(path).mtimeMs,
  };
}

/** Addresses that are neither loopback nor good on one link only: those of IPv4 first. */
export function ownAddresses(): OwnAddress[] {
  const all = Object.entries(networkInterfaces()).flatMap(([name, addresses = []]) =>
    addresses
      .filter(({ address, internal }) => !internal && !/^fe[89ab]/i.test(address))
      .map(({ address, family }) => ({ address, interface: name, family })),
  );
  const of = (wanted: 'IPv4' | 'IPv6') => all.filter(({ family }) => family === wanted);
  return [...of('IPv4'), ...of('IPv6')].map(({ address, interface: name }) => ({ address, interface: name }));
}
