import { bodyText } from '../observation/body-text.js';
import { type Answer, type FailureCause, headerOf, memoryOf } from '../observation/observation.js';
import type { ClassifyRules, ClassifySource } from '../options/classify-rules.js';
import { BoundedMap } from '../system/bounded-map.js';
import type { Track } from '../terms/track.js';
import { isTrack, trackOfServiceName } from '../terms/track.js';
import { keptName } from './kept-name.js';
import type { Origin } from './origin.js';

/** An answer with a status of 500 or more is a failure, whoever gave it. */
export function failureOf({ status }: Answer): FailureCause | null {
  return status >= 500 ? `http-${status}` : null;
}

/**
 * What an answer says of its origin. Text from the server is only compared and kept, never interpreted. An answer whose
 * body has to be read and cannot be decompressed is a failure.
 */
export function classify(answer: Answer, rules: ClassifyRules): Origin | FailureCause {
  const text = readsBody(answer, rules) ? bodyText(answer) : '';
  // A header that says the version is enough: then the body could only have added the name of the instance.
  if (text === null && rules.source.kind !== 'header') return 'malformed';
  const origin = describedOrigin(answer, text ?? '');
  if (rules.instance !== null) origin.instance = namedValue(answer, text ?? '', rules.instance);
  const value = namedValue(answer, text ?? '', rules.source);
  if (rules.source.kind === 'status') origin.version ??= trackOfStatus(value) === null ? null : value;
  else if (rules.source.kind !== 'default') origin.version = value;
  origin.track = trackOf(origin, value, rules);
  return keptOrigin(origin);
}

/** Names are compared as they came, and kept short. */
function keptOrigin({ track, service, version, instance }: Origin): Origin {
  const kept = (name: string | null) => (name === null ? null : keptName(name));
  return { track, service: kept(service), version: kept(version), instance: kept(instance) };
}

/** The same for answers that come again and again, as those of a known connection do: each is read once. */
export function classifier(rules: ClassifyRules): (answer: Answer) => Origin | FailureCause {
  const known = new BoundedMap<Answer, Origin | FailureCause>();
  return (answer) => {
    const before = known.get(answer);
    if (before !== undefined) return before;
    const origin = classify(answer, rules);
    if (memoryOf(answer) <= LARGEST_KEPT) known.set(answer, origin);
    return origin;
  };
}

/** Larger answers are not held on to, in bytes of memory; nor does the sampler know them when they come again. */
const LARGEST_KEPT = 16_384;

/** The body is not read if the headers name the track and nothing else is needed. */
function readsBody(answer: Answer, { source, instance, readsService }: ClassifyRules): boolean {
  if ([source, instance].some((place) => place?.kind === 'json' || place?.kind === 'body')) return true;
  if (source.kind === 'status') return false;
  return readsService || !isTrack(headerOf(answer, 'x-service-track'));
}

/** The version of the second service that a response names; null if it names none. */
export function secondHopValue(answer: Answer, source: ClassifySource): string | null {
  const value = namedValue(answer, source.kind === 'header' ? '' : (bodyText(answer) ?? ''), source);
  return value === null ? null : keptName(value);
}

/** The track by the first rule that applies; null when no rule does. */
function trackOf(origin: Origin, value: string | null, rules: ClassifyRules): Track | null {
  if (rules.source.kind === 'status') return trackOfStatus(value);
  const names = rules.source.kind === 'default' ? [origin.version, origin.service, origin.track] : [value];
  if (rules.canary !== null && names.includes(rules.canary)) return 'canary';
  if (rules.stable !== null && names.includes(rules.stable)) return 'stable';
  // Once one value is named, every other value that the response gives belongs to the other version.
  const named = names.some((name) => name !== null);
  if (rules.canary !== null) return rules.stable === null && named ? 'stable' : null;
  if (rules.stable !== null) return named ? 'canary' : null;
  if (rules.source.kind !== 'default') return isTrack(value) ? value : null;
  return origin.track ?? trackOfServiceName(origin.service);
}

/** By status, any other one names no version. */
function trackOfStatus(value: string | null): Track | null {
  return value === '2xx' ? 'canary' : value === '404' ? 'stable' : null;
}

/** The value that `by` points at, as text; null when the response has none. */
function namedValue(answer: Answer, text: string, source: ClassifySource): string | null {
  switch (source.kind) {
    case 'default':
      return null;
    case 'status':
      return answer.status >= 200 && answer.status < 300 ? '2xx' : String(answer.status);
    case 'header':
      return headerOf(answer, source.name);
    case 'json':
      return textAt(parseJson(text), source.pointer);
    case 'body':
      return source.match(text);
  }
}

/** The origin in the contract's headers; the `/version` body fills what they leave open. */
function describedOrigin(answer: Answer, text: string): Origin {
  const track = headerOf(answer, 'x-service-track');
  const body = text === '' ? null : parseJson(text);
  const bodyTrack = textAt(body, ['track']);
  const service = textAt(body, ['service']);
  const own = isTrack(bodyTrack) || service !== null || !isRefusal(answer);
  return {
    track: isTrack(track) ? track : isTrack(bodyTrack) ? bodyTrack : null,
    service,
    version: headerOf(answer, 'x-service-version') ?? (own ? textAt(body, ['version']) : null),
    instance: headerOf(answer, 'x-service-instance') ?? textAt(body, ['instance']),
  };
}

/** Gateways, firewalls and rate limiters refuse in JSON too, and the `version` in it is then that of their API. */
function isRefusal({ status }: Answer): boolean {
  return status >= 400 && status < 500;
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}

function textAt(document: unknown, pointer: readonly string[]): string | null {
  let at = document;
  for (const key of pointer) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return null;
    at = (at as Record<string, unknown>)[key];
  }
  return typeof at === 'string' || typeof at === 'number' || typeof at === 'boolean' ? String(at) : null;
}
