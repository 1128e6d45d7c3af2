import { ipAddress, reachableHost, wholeNumber, yesOrNo } from '../kinds.js';
import { among, isGroup, type OptionReader, shown } from '../option-reader.js';
import { type Check, type CheckDefaults, type CheckOptions, readChecks } from './checks.js';
import { readMeta } from './meta.js';
import {
  type ConsulWeights,
  DEFAULT_WEIGHTS,
  haproxyWeights,
  type Sidecar,
  type TaggedAddress,
} from './registration-body.js';
import { readTags } from './tags.js';

/** The details of the registration besides name and address. */
export interface AnnouncementOptions {
  /** The share of traffic as HAProxy sees it, 1 to 255. Default SERVICE_WEIGHT, else Consul's own default. */
  weight?: number;
  /** Weights in Consul's own measure, in the place of `weight`: passing 1 to 65,535, warning 0 to 65,535. */
  consulWeights?: ConsulWeights;
  /**
   * Any texts that Consul takes, those for Traefik and Fabio among them; the log names those that DNS cannot find. Default
   * SERVICE_TAGS, separated by commas or a list in JSON.
   */
  tags?: readonly string[];
  /** True: tags that others change in the catalog stay changed. Default false: they are restored. */
  enableTagOverride?: boolean;
  /** At most 64 pairs with what the library adds: names up to 128 letters, digits, `-` and `_`; values up to 512 bytes. */
  meta?: Readonly<Record<string, string>>;
  /** How Consul finds out whether the service is well. Default: its readiness over HTTP, every second. */
  checks?: readonly CheckOptions[];
  /** How long a check may be critical before Consul removes the service, in milliseconds, 60,000 or more. Default 60,000. */
  deregisterAfterMs?: number;
  /** Further addresses by name (`lan`, `wan`, …), for those who come from another network. */
  taggedAddresses?: Readonly<Record<string, TaggedAddress>>;
  /** A sidecar proxy for Consul Connect, registered with the service. True: Consul chooses its port. Default none. */
  sidecar?: boolean | Sidecar;
}

/** The names of {@link AnnouncementOptions}. */
export const ANNOUNCEMENT_NAMES: readonly (keyof AnnouncementOptions)[] = [
  'weight',
  'consulWeights',
  'tags',
  'enableTagOverride',
  'meta',
  'checks',
  'deregisterAfterMs',
  'taggedAddresses',
  'sidecar',
];

/** {@link AnnouncementOptions}, read and complete. */
export interface AnnouncementSettings {
  weights: ConsulWeights;
  tags: readonly string[];
  enableTagOverride: boolean;
  meta: Readonly<Record<string, string>>;
  checks: readonly Check[];
  deregisterAfterMs: number;
  taggedAddresses: Readonly<Record<string, TaggedAddress>>;
  sidecar: Sidecar | null;
}

/** Reads them; notes everything that Consul would refuse, or take and never find again. */
export function readAnnouncement(
  options: AnnouncementOptions,
  defaults: CheckDefaults,
  reader: OptionReader,
): AnnouncementSettings {
  return {
    weights: readWeights(options, reader),
    tags: readTags(options.tags, reader),
    enableTagOverride: reader.option('enableTagOverride', options.enableTagOverride, yesOrNo, false),
    meta: readMeta(options.meta ?? {}, reader),
    checks: readChecks(options.checks, defaults, reader),
    deregisterAfterMs: reader.option(
      'deregisterAfterMs',
      options.deregisterAfterMs,
      {
        ...wholeNumber(60_000, 2_592_000_000),
        wants: 'a whole number of milliseconds from 60,000 on (Consul takes less than a minute for a minute)',
      },
      60_000,
    ),
    taggedAddresses: readTaggedAddresses(options.taggedAddresses ?? {}, reader),
    sidecar: readSidecar(options.sidecar ?? false, reader),
  };
}

function readWeights(options: AnnouncementOptions, reader: OptionReader): ConsulWeights {
  const weight = reader.read(among(options)('weight', 'SERVICE_WEIGHT'), wholeNumber(1, 255), null);
  const raw = options.consulWeights;
  if (raw === undefined) return weight === null ? DEFAULT_WEIGHTS : haproxyWeights(weight);
  if (options.weight !== undefined) reader.problem('`weight` and `consulWeights` exclude each other');
  const { passing = null, warning = null } = reader.group('consulWeights', raw, ['passing', 'warning']);
  return {
    passing: reader.option('consulWeights.passing', passing, wholeNumber(1, 65_535), 1),
    warning: reader.option('consulWeights.warning', warning, wholeNumber(0, 65_535), 1),
  };
}

function readTaggedAddresses(given: unknown, reader: OptionReader): AnnouncementSettings['taggedAddresses'] {
  if (!isGroup(given)) {
    reader.problem(`\`taggedAddresses\` wants names with addresses, got ${shown(given)}`);
    return {};
  }
  const entries = Object.entries(given as Record<string, Partial<TaggedAddress>>);
  return Object.fromEntries(
    entries.map(([name, tagged]) => {
      const option = `taggedAddresses.${name}`;
      reader.onlyKnown(tagged, ['address', 'port'], `${option}.`);
      const family = /_ipv([46])$/.exec(name)?.[1];
      const kind = family === undefined ? reachableHost : ipAddress(Number(family) as 4 | 6);
      const address = reader.option(`${option}.address`, tagged?.address ?? null, kind, '');
      const port = reader.option(`${option}.port`, tagged?.port ?? null, wholeNumber(1, 65_535), 0);
      return [name, { address, port }];
    }),
  );
}

function readSidecar(given: unknown, reader: OptionReader): Sidecar | null {
  if (given === false) return null;
  if (given === true) return { port: 0 };
  if (!isGroup(given)) {
    reader.problem(`\`sidecar\` wants true, false or { port }, got ${shown(given)}`);
    return null;
  }
  reader.onlyKnown(given, ['port'], 'sidecar.');
  const { port = 0 } = given as Partial<Sidecar>;
  return { port: reader.option('sidecar.port', port, wholeNumber(0, 65_535), 0) };
}
