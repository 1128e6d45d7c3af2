export function isTrack(value: string | null): value is Track {
  return TRACKS.some((track) => track === value);
}

/** The track that the end of a service name stands for: `-v1` is stable, `-v2` the canary; null if it is neither. */
export function trackOfServiceName(service: string | null): Track | null {
  return service?.endsWith('-v1') ? 'stable' : service?.endsWith('-v2') ? 'canary' : null;
}

/** The track that a value names by itself. */
export function trackNamed(value: string): Track | null {
  return isTrack(value) ? value : trackOfServiceName(value);
}

export const TRACKS = ['stable', 'canary'] as const;

/** The side of a rollout that a version is on. */
export type Track = (typeof TRACKS)[number];
