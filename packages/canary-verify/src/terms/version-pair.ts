/** Two versions, and which of them is the canary. */
export interface VersionPair {
  stable: string;
  canary: string;
}
