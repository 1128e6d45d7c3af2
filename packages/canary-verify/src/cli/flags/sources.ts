/** The flags that name the sources of an explanation. */
export const SOURCES = {
  'haproxy-stats': {
    placeholder: 'PLACE',
    help: "a running HAProxy: its statistics page's URL, or its runtime socket; repeatable",
    repeatable: true,
  },
} as const;

/** A running HAProxy, beside what its files say. */
export const RUNNING = {
  stats: {
    placeholder: 'URL',
    help: "a running HAProxy's statistics page: weights and states as they are now",
    allowedIn: 'environment',
  },
  runtime: {
    placeholder: 'SOCKET',
    help: 'the same from its runtime socket: a path, or HOST:PORT',
    file: true,
    allowedIn: 'environment',
  },
} as const;
