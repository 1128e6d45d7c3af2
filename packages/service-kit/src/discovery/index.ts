export { type Discovery, type DiscoveryOptions, discover } from './discovery.js';
export type { DiscoveredInstance } from './instances.js';
export type { Mark } from './mark.js';
