import { readHaproxyConfig } from '../../src/haproxy/configuration/read-configuration.js';
import { type InspectInput, inspect } from '../../src/haproxy/inspect/inspect.js';
import type { Inspection } from '../../src/haproxy/inspect/inspection.js';

/** A text as `inspect` sees it, without anything beside it. */
export function inspected(text: string, known: Partial<InspectInput> = {}): Inspection {
  return inspect({
    config: readHaproxyConfig([{ file: 'haproxy.cfg', text }], { PORT: '80', A: '' }),
    files: ['haproxy.cfg'],
    patterns: { files: {}, missing: [] },
    check: null,
    asked: { canary: null, stable: null },
    processes: [],
    ...known,
  });
}
