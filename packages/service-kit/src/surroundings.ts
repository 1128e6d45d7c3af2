import { readFileSync, statSync } from 'node:fs';
import { hostname, networkInterfaces } from 'node:os';

/** The sources of options besides the options themselves. */
export interface Surroundings {
  env: NodeJS.ProcessEnv;
  hostname: string;
  /** The first address that other machines can reach, if there is one, and the interface that has it. */
  externalAddress: { address: string; interface: string } | null;
  readFile(path: string): string;
  /** When a file was last written, in milliseconds since 1970. */
  changedAt(path: string): number;
}

export function lookAround(): Surroundings {
  return {
    env: process.env,
    hostname: hostname(),
    externalAddress: firstExternalAddress(),
    readFile: (path) => readFileSync(path, 'utf8'),
    changedAt: (path) => statSync(path).mtimeMs,
  };
}

function firstExternalAddress(): Surroundings['externalAddress'] {
  for (const [name, addresses = []] of Object.entries(networkInterfaces())) {
    const found = addresses.find(({ family, internal }) => family === 'IPv4' && !internal);
    if (found !== undefined) return { address: found.address, interface: name };
  }
  return null;
}
