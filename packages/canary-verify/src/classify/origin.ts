import type { Track } from '../terms/track.js';
/** What a response says of where it came from, before it is settled which version is the canary. Unknown is null. */
export interface Origin {
  track: Track | null;
  service: string | null;
  version: string | null;
  instance: string | null;
}
