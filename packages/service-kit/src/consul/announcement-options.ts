import { dnsLabel, wholeNumber } from '../kinds.js';
import { among, type OptionReader, shown } from '../option-reader.js';
import { type Check, type CheckOptions, readChecks } from './checks.js';
import { type ConsulWeights, DEFAULT_WEIGHTS, haproxyWeights } from './registration-body.js';

/** The details of the registration besides name and address. */
export interface AnnouncementOptions {
  /** The share of traffic as HAProxy sees it, 1 to 255. Default SERVICE_WEIGHT, else Consul's own default. */
  weight?: number;
  /** Weights in Consul's own measure, in the place of `weight`: passing 1 to 65,535, warning 0 to 65,535. */
  consulWeights?: ConsulWeights;
  /** DNS labels. Default SERVICE_TAGS, separated by commas. */
  tags?: readonly string[];
  /** At most 64 pairs with what the library adds: names up to 128 letters, digits, `-` and `_`; values up to 512 characters. */
  meta?: Readonly<Record<string, string>>;
  /** How Consul finds out whether the service is well. Default: its readiness over HTTP, every second. */
  checks?: readonly CheckOptions[];
  /** How long a check may be critical before Consul removes the service, in milliseconds, 60,000 or more. Default 60,000. */
  deregisterAfterMs?: number;
}

/** {@link AnnouncementOptions}, read and complete. */
export interface AnnouncementSettings {
  weights: ConsulWeights;
  tags: readonly string[];
  meta: Readonly<Record<string, string>>;
  checks: readonly Check[];
  deregisterAfterMs: number;
}

/** Consul's own limits (agent configuration reference, `service`); it refuses more only when it is told. */
const MOST_META = 64;
/** `version` and `track` are added by the library. */
const OWN_META = 2;

/** Reads them; notes everything that Consul would refuse, or take and never find again. */
export function readAnnouncement(options: AnnouncementOptions, reader: OptionReader): AnnouncementSettings {
  return {
    weights: readWeights(options, reader),
    tags: readTags(options, reader),
    meta: readMeta(options.meta ?? {}, reader),
    checks: readChecks(options.checks, reader),
    deregisterAfterMs: reader.option(
      'deregisterAfterMs',
      options.deregisterAfterMs,
      {
        ...wholeNumber(60_000, 2_592_000_000),
        wants: 'a whole number of milliseconds from 60,000 on (Consul takes less than a minute for a minute)',
      },
      60_000,
    ),
  };
}

function readWeights(options: AnnouncementOptions, reader: OptionReader): ConsulWeights {
  const weight = reader.read(among(options)('weight', 'SERVICE_WEIGHT'), wholeNumber(1, 255), null);
  const raw = options.consulWeights;
  if (raw === undefined) return weight === null ? DEFAULT_WEIGHTS : haproxyWeights(weight);
  if (options.weight !== undefined) reader.problem('`weight` and `consulWeights` exclude each other');
  return {
    passing: reader.option('consulWeights.passing', raw?.passing ?? null, wholeNumber(1, 65_535), 1),
    warning: reader.option('consulWeights.warning', raw?.warning ?? null, wholeNumber(0, 65_535), 1),
  };
}

function readTags(options: AnnouncementOptions, reader: OptionReader): readonly string[] {
  const fromEnv = reader
    .variable('SERVICE_TAGS')
    ?.split(',')
    .map((tag) => tag.trim());
  const name = options.tags === undefined ? 'SERVICE_TAGS' : '`tags`';
  const tags: unknown = options.tags ?? fromEnv ?? [];
  if (!Array.isArray(tags)) {
    reader.problem(`${name} wants a list, got ${shown(tags)}`);
    return [];
  }
  for (const tag of tags)
    if (dnsLabel.read(tag) === undefined)
      reader.problem(`${name} wants tags that are each ${dnsLabel.wants}, got ${shown(tag)}`);
  return tags;
}

function readMeta(
  meta: Readonly<Record<string, string>>,
  reader: OptionReader,
): Readonly<Record<string, string>> {
  if (typeof meta !== 'object' || meta === null) {
    reader.problem(`\`meta\` wants names with values, got ${shown(meta)}`);
    return {};
  }
  const pairs = Object.entries(meta);
  if (pairs.length > MOST_META - OWN_META)
    reader.problem(
      `\`meta\` wants at most ${MOST_META - OWN_META} pairs beside version and track, got ${pairs.length}`,
    );
  for (const [key, value] of pairs) {
    if (!/^[A-Za-z0-9_-]{1,128}$/.test(key))
      reader.problem(`\`meta\` wants names of 1 to 128 letters, digits, - and _, got ${shown(key)}`);
    if (key === 'version' || key === 'track') reader.problem(`\`meta\` wants no ${key}: the library sets it`);
    if (typeof value !== 'string' || value.length > 512)
      reader.problem(
        `\`meta.${key}\` wants up to 512 characters, got ${typeof value === 'string' ? value.length : shown(value)}`,
      );
  }
  return meta;
}
