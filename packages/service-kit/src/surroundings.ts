import { readFileSync } from 'node:fs';
import { hostname, networkInterfaces } from 'node:os';

/** What the options are read from besides the options themselves. */
export interface Surroundings {
  env: NodeJS.ProcessEnv;
  hostname: string;
  /** The first address that other machines can reach, if there is one. */
  externalAddress: string | null;
  readFile(path: string): string;
}

export function lookAround(): Surroundings {
  return {
    env: process.env,
    hostname: hostname(),
    externalAddress: firstExternalAddress(),
    readFile: (path) => readFileSync(path, 'utf8'),
  };
}

function firstExternalAddress(): string | null {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return addresses.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? null;
}
