import type { VerifyOptions } from '../options/options.js';
import type { PlaceReading, SharePlace, ShareSetting } from '../share/share-place.js';
import type { Track } from '../terms/track.js';
import type { Capacity } from './capacity.js';

const OTHER: Readonly<Record<Track, Track>> = { stable: 'canary', canary: 'stable' };

/** The same place, when the canary is what the place calls the stable version: its share is the rest. */
export function exchangedPlace(place: SharePlace): SharePlace {
  // A place may know more of a setting that it has read than stands in it.
  const own = new WeakMap<ShareSetting, ShareSetting>();
  const exchanged = <Setting extends ShareSetting>(setting: Setting): Setting => {
    const { share, replicas } = setting;
    const other = {
      ...setting,
      share: rest(share),
      replicas: replicas === null ? null : { stable: replicas.canary, canary: replicas.stable },
    };
    own.set(other, setting);
    return other;
  };
  return {
    ...place,
    async read(signal): Promise<PlaceReading> {
      const reading = await place.read(signal);
      const other = exchanged(reading);
      other.nearest = (share) => exchanged(reading.nearest(rest(share)));
      return other;
    },
    put: (setting, signal) => place.put(own.get(setting) ?? setting, signal),
  };
}

/** Decimal fractions stay such. */
function rest(share: number): number {
  return Number((1 - share).toPrecision(12));
}

/** The same replicas, when the canary's are those that were the stable version's. */
export function exchangedCapacity({ name, ready, scale }: Capacity): Capacity {
  return {
    name,
    ready: (track, signal) => ready(OTHER[track], signal),
    scale: (track, count, signal) => scale(OTHER[track], count, signal),
  };
}

/** The options that name both slots. Which answer is whose stays: answers speak of versions. */
export function exchangedOptions({ services, replicas, ...options }: VerifyOptions): VerifyOptions {
  return {
    ...options,
    ...(services !== undefined && { services: { stable: services.canary, canary: services.stable } }),
    ...(replicas !== undefined && { replicas: { stable: replicas.canary, canary: replicas.stable } }),
  };
}
