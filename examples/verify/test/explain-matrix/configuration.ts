import { readFileSync } from 'node:fs';
import { pathOf } from '../documented.js';

/** A configuration of the fixtures, with a runtime socket, and each of these pieces of it replaced. */
export function configuration(fixture: string, changes: Readonly<Record<string, string>> = {}): string {
  const text = readFileSync(pathOf(`fixtures/haproxy/${fixture}.cfg`), 'utf8');
  // biome-ignore lint/suspicious/noTemplateCurlyInString: HAProxy's own
  const socket = '    stats socket "${HAPROXY_SOCKET}" level admin\n';
  let changed = text.includes('stats socket') ? text : text.replace(/^global\n/m, `global\n${socket}`);
  for (const [piece, other] of Object.entries(changes)) {
    if (!changed.includes(piece)) throw new Error(`${fixture}.cfg has no ${JSON.stringify(piece)}`);
    changed = changed.replaceAll(piece, other);
  }
  return changed;
}
