/** The flags that name the place where the share stands. */
export const ACTUATORS = {
  map: {
    placeholder: 'MAP',
    help: "HAProxy's map that has the share, as HAProxy calls it: maps/percent.map; each --haproxy-stats has it",
  },
  'map-key': { placeholder: 'KEY', help: 'key of the share in the map', defaultText: 'its only key' },
  'map-all': {
    placeholder: 'N',
    help: 'value in the map that means all requests: 10000 beside rand(10000)',
    defaultText: '100',
  },
  'map-file': {
    placeholder: 'FILE',
    help: "the map's file, written as well: HAProxy reads it at a reload",
    file: true,
  },
  weights: {
    placeholder: 'BACKEND/NAME',
    help: "weights of a backend's servers; those whose name begins with NAME are the canaries: shop/canary-",
  },
  'consul-weights': {
    placeholder: 'BACKEND/NAME',
    help: "weights in Consul of both --services, which HAProxy takes from DNS for its servers: shop/canary- names the canaries'",
  },
  'consul-kv': {
    placeholder: 'KEY',
    help: "key in Consul's KV store that consul-template renders --map from: the key is written, the map is read",
  },
  'consul-agent': {
    placeholder: 'URL',
    help: 'Consul agent for both; for weights each that a replica is registered at; repeatable',
    repeatable: true,
  },
  compose: {
    placeholder: 'PROJECT/STABLE+CANARY',
    help: 'replicas of two services of a compose project, their sum as it is: shop/web+web-next',
  },
  stack: {
    placeholder: 'STACK/STABLE+CANARY',
    help: 'replicas of two services of a stack on Docker Swarm, their sum as it is',
  },
  'set-command': {
    placeholder: 'COMMAND',
    help: 'your own command that sets the share; {share} in it is the percentage',
    allowedIn: 'environment',
  },
  'get-command': {
    placeholder: 'COMMAND',
    help: 'your own command that prints the percentage',
    allowedIn: 'environment',
  },
} as const;
