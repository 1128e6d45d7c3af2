export type { BuildFacts } from './build-facts.js';
export type { ConsulOptions } from './consul/settings.js';
export type { Identity, Track } from './identity.js';
export { OptionsError } from './option-reader.js';
export type { ServiceOptions } from './options.js';
export type { Departure } from './shutdown.js';
export { type StartedService, startService } from './start-service.js';
export type { VersionBody } from './version-endpoint.js';
