/** What is compared with the traffic, to explain it. */
export const SOURCES = {
  'haproxy-stats': {
    wants: 'PLACE',
    says: "a running HAProxy: its statistics page's URL, or its runtime socket; repeatable",
    repeatable: true,
  },
} as const;

/** A running HAProxy, beside what its files say. */
export const RUNNING = {
  stats: {
    wants: 'URL',
    says: "a running HAProxy's statistics page: weights and states as they are now",
    upTo: 'environment',
  },
  runtime: {
    wants: 'SOCKET',
    says: 'the same from its runtime socket: a path, or HOST:PORT',
    file: true,
    upTo: 'environment',
  },
} as const;
