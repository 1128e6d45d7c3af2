/** The flags that name the sources of an explanation. */
export const SOURCES = {
  'haproxy-stats': {
    placeholder: 'PLACE',
    help: 'a running HAProxy: the URL of its stats page, or its runtime socket; repeatable',
    repeatable: true,
  },
} as const;

/** A running HAProxy, beside what its files say. */
export const RUNNING = {
  stats: {
    placeholder: 'URL',
    help: 'stats page of a running HAProxy: weights and states as they are now',
    allowedIn: 'environment',
  },
  runtime: {
    placeholder: 'SOCKET',
    help: 'runtime socket of a running HAProxy, for the same: a path, or HOST:PORT',
    file: true,
    allowedIn: 'environment',
  },
} as const;
