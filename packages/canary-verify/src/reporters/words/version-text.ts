import { counted, wholeFigure } from '../../text/figures.js';
import { printable } from '../../text/printable.js';
import type { Diagnosis } from '../../verdict/diagnosis.js';
import type { DiagnosisText, Words } from './words.js';

type Kind = 'one-version' | 'versions-not-ordered' | 'value-not-seen';
type OfKind<One extends Kind> = Extract<Diagnosis, { kind: One }>;

/** The words for what is wrong with the names of versions. */
export const VERSION_WORDS: Words<OfKind<Kind>> = {
  'one-version': oneVersion,
  'versions-not-ordered': ({ versions }) => ({
    says: `${joined(versions)} answered, and these names do not show which of the two is the canary.`,
    next: `Name the canary: ${versions.map((version) => `--canary ${quoted(version)}`).join(' or ')}`,
  }),
  'value-not-seen': ({ option, value, seen, nearest }) => ({
    says: `No response has the value ${printable(value)} of --${option}. Seen: ${joined(seen)}.`,
    next:
      option === 'expect'
        ? `Name the versions as the responses do: --expect '${printable(nearest ?? seen[0] ?? 'VERSION')}=SHARE,…'`
        : `Use the value that the responses have: --${option} ${nearest === null ? 'VALUE' : quoted(nearest)}`,
  }),
};

function oneVersion({ version, responses, only, alike, instances }: OfKind<'one-version'>): DiagnosisText {
  const name = printable(version);
  const alone = `${name} alone answered, all ${counted(responses, 'response')}`;
  if (alike.length > 0)
    return {
      says: `${name} answered this kind of request and others alike. Whichever version it is, one of these kinds does not go where it should.`,
      next: 'Check whether the routing header has an effect: canary-verify inspect haproxy.cfg',
    };
  if (only)
    return {
      says: `${alone}. Nothing shows whether it is the canary or the stable version.`,
      next: `Name the side of ${name}: --stable ${quoted(version)} or --canary ${quoted(version)}`,
    };
  return {
    says: `${alone}: the share of the canary is 0 % or 100 %.${kept(instances)}`,
    next: `Check whether another version than ${name} has a replica that is healthy in Consul and UP in HAProxy.`,
  };
}

/** What looks the same: a proxy that keeps this client with one replica. */
function kept(instances: readonly string[]): string {
  const [only, ...others] = instances;
  if (others.length > 0) return '';
  const from = only === undefined ? 'They name no replica' : `All came from the replica ${printable(only)}`;
  return ` ${from}: a proxy that keeps this client with one replica looks the same.`;
}

/** More names than this are counted. */
const MOST_NAMED = 4;

function joined(names: readonly string[]): string {
  const more = names.length - MOST_NAMED;
  const shown = names.slice(0, MOST_NAMED).map((one) => printable(one));
  if (more > 0) shown.push(`${wholeFigure(more)} more`);
  const last = shown.pop() ?? '';
  return shown.length === 0 ? last : `${shown.join(', ')} and ${last}`;
}

/** As a shell takes it. */
function quoted(value: string): string {
  const text = printable(value);
  return /^[\w.:/@+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
