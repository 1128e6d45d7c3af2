import { readSharePlaces, type ShareOptions } from '../share/share-options.js';
import type { SharePlace } from '../share/share-place.js';
import type { Environment } from './command.js';
import type { FlagValues } from './flags/table.js';
import { readServiceNames } from './verify-options.js';

/** The flags that name places; the two commands may come from a plan file instead. */
type PlaceFlags = Omit<FlagValues, 'set-command' | 'get-command'> & {
  'set-command'?: string | undefined;
  'get-command'?: string | undefined;
};

/** The places that flags name. Throws a UsageError when they do not name one way, whole. */
export function sharePlacesIn(values: PlaceFlags, env: Environment): SharePlace[] {
  return readSharePlaces(shareOptionsIn(values, env));
}

/** What flags say of the place of the share. */
export function shareOptionsIn(values: PlaceFlags, env: Environment): ShareOptions {
  return {
    haproxyStats: values['haproxy-stats'] ?? [],
    map: values.map,
    mapKey: values['map-key'],
    mapAll: values['map-all'],
    mapFile: values['map-file'],
    weights: values.weights,
    consulWeights: values['consul-weights'],
    services: values.services === undefined ? undefined : readServiceNames(values.services),
    consulKv: values['consul-kv'],
    consulAgent: values['consul-agent'] ?? [],
    consulToken: env.CONSUL_HTTP_TOKEN,
    compose: values.compose,
    stack: values.stack,
    setCommand: values['set-command'],
    getCommand: values['get-command'],
  };
}
