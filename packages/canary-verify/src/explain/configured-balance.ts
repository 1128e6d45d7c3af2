import type { HaproxyConfig, Place } from '../haproxy/configuration/configuration.js';
import { backendNamed, lastLine } from './configured-lines.js';

/** The `balance` line that holds for a backend. */
export function configuredBalance(config: HaproxyConfig | null, backend: string): Place | null {
  const section = backendNamed(config, backend);
  return section === null ? null : (lastLine(section, 'balance') ?? section).place;
}
