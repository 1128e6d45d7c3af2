import type { Track } from '../terms/track.js';
/** The origin that a response names, before it is known which version is the canary. Unknown values are null. */
export interface Origin {
  track: Track | null;
  service: string | null;
  version: string | null;
  instance: string | null;
}
