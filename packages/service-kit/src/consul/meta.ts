import { isGroup, type OptionReader, shown } from '../option-reader.js';

/** Consul's own limits (agent configuration reference, `service`), in pairs and in bytes. */
const MOST_PAIRS = 64;
const MOST_BYTES = 512;
/** `version` and `track` are added by the library. */
const OWN_PAIRS = 2;

/** Reads the metadata; notes everything in it that Consul would refuse. */
export function readMeta(meta: unknown, reader: OptionReader): Readonly<Record<string, string>> {
  if (!isGroup(meta)) {
    reader.problem(`\`meta\` wants names with values, got ${shown(meta)}`);
    return {};
  }
  const pairs = Object.entries(meta);
  const most = MOST_PAIRS - OWN_PAIRS;
  if (pairs.length > most)
    reader.problem(`\`meta\` wants at most ${most} pairs beside version and track, got ${pairs.length}`);
  for (const [key, value] of pairs) {
    if (!/^[A-Za-z0-9_-]{1,128}$/.test(key))
      reader.problem(`\`meta\` wants names of 1 to 128 letters, digits, - and _, got ${shown(key)}`);
    if (key.startsWith('consul-'))
      reader.problem(
        `\`meta\` wants no names that begin with consul-, Consul keeps them to itself; got ${shown(key)}`,
      );
    if (key === 'version' || key === 'track') reader.problem(`\`meta\` wants no ${key}: the library sets it`);
    // Consul counts bytes, not characters: `ä` is two of them.
    const bytes = typeof value === 'string' ? Buffer.byteLength(value) : null;
    if (typeof value === 'string' && !value.isWellFormed())
      reader.problem(`\`meta.${key}\` wants text, got half a character in it`);
    if (bytes === null || bytes > MOST_BYTES)
      reader.problem(`\`meta.${key}\` wants up to ${MOST_BYTES} bytes, got ${bytes ?? shown(value)}`);
  }
  return meta as Record<string, string>;
}
