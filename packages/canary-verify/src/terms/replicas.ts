/** Numbers of replicas. */
export interface Replicas {
  stable: number;
  canary: number;
}
