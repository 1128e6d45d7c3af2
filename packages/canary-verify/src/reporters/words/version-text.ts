import { counted } from '../../text/figures.js';
import { printable } from '../../text/printable.js';
import type { Diagnosis } from '../../verdict/diagnosis.js';
import { namedText } from './named-text.js';
import { shellWord } from './shell-word.js';
import type { DiagnosisText, Words } from './words.js';

type Kind = 'one-version' | 'versions-not-ordered' | 'value-not-seen' | 'compared-versions';
type OfKind<One extends Kind> = Extract<Diagnosis, { kind: One }>;

/** The words for what is wrong with the names of versions. */
export const VERSION_WORDS: Words<OfKind<Kind>> = {
  'one-version': oneVersion,
  'versions-not-ordered': ({ versions }) => ({
    says: `${namedText(versions)} answered, and these names do not show which of the two is the canary.`,
    next: `Name the version that is the canary: ${versions.map((version) => `--canary ${shellWord(version)}`).join(' or ')}`,
  }),
  'value-not-seen': ({ option, value, seen, nearest }) => ({
    says: `No response has the value ${printable(value)} of --${option}. Seen: ${namedText(seen)}.`,
    next:
      option === 'expect'
        ? `Name the versions as the responses do: --expect '${printable(nearest ?? seen[0] ?? 'VERSION')}=SHARE,…'`
        : `Use the value that the responses have: --${option} ${nearest === null ? 'VALUE' : shellWord(nearest)}`,
  }),
  'compared-versions': ({ canary, stable }) => ({
    says: `The canary was not named: ${printable(canary)} is assumed to be the canary (the higher version), ${printable(stable)} the stable version. In a rollback this is wrong: use --canary VERSION.`,
    next: null,
  }),
};

function oneVersion({ version, responses, only, alike, instances }: OfKind<'one-version'>): DiagnosisText {
  const name = printable(version);
  const alone = `${name} alone answered, all ${counted(responses, 'response')}`;
  if (alike.length > 0)
    return {
      says: `${name} answered this kind of request and others alike. Whichever version it is, one of these kinds does not go where it should.`,
      next: 'Check whether the routing header has an effect: canary-verify inspect HAPROXY.CFG',
    };
  if (only)
    return {
      says: `${alone}. Nothing shows whether it is the canary or the stable version.`,
      next: `Name the side of ${name}: --stable ${shellWord(version)} or --canary ${shellWord(version)}`,
    };
  return {
    says: `${alone}: the share of the canary is 0 % or 100 %.${kept(instances)}`,
    next: `Check whether another version than ${name} has a replica that is healthy in Consul and UP in HAProxy: canary-verify explain --consul URL --haproxy-stats URL`,
  };
}

/** What looks the same: a proxy that keeps this client with one replica. */
function kept(instances: readonly string[]): string {
  const [only, ...others] = instances;
  if (others.length > 0) return '';
  const from = only === undefined ? 'They name no replica' : `All came from the replica ${printable(only)}`;
  return ` ${from}: a proxy that keeps this client with one replica looks the same.`;
}
