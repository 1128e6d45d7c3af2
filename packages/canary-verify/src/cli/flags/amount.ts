/** How much is asked. */
export const AMOUNT = {
  connections: {
    short: 'c',
    placeholder: 'N',
    help: 'maximum number of requests under way',
    defaultText: '10',
    common: true,
  },
  rate: {
    placeholder: 'N',
    help: 'sends at a constant rate of N requests per second',
    defaultText: 'the next as soon as one is answered',
  },
  over: {
    placeholder: 'TIME',
    help: 'spreads the run evenly over this time, for routers that change slowly: 1m',
    defaultText: 'as fast as they are answered',
  },
  'connection-mode': {
    placeholder: 'MODE',
    help: 'fresh (a connection per request), reuse, or auto (chosen by the plan)',
    defaultText: 'auto',
    choices: ['auto', 'fresh', 'reuse'],
  },
  'max-requests': {
    short: 'n',
    placeholder: 'N',
    help: 'maximum number of requests',
    defaultText: '3 × expected',
    common: true,
  },
  settle: {
    placeholder: 'TIME',
    help: 'first waits until just the replicas of --replicas or --consul answer: 30s',
    defaultText: 'begins at once',
  },
  'max-time': { placeholder: 'TIME', help: 'maximum time: 500ms, 30s, 2m', defaultText: '60s', common: true },
  timeout: { short: 't', placeholder: 'TIME', help: 'maximum time of one request', defaultText: '5s' },
  'max-errors': {
    placeholder: 'SHARE',
    help: "share of the canary's own requests that may fail; more gives differs",
    defaultText: 'no limit',
  },
  'worse-ratio': {
    placeholder: 'N',
    help: 'no big difference means: the canary fails, or is slow, less than N times as often',
    defaultText: '4',
  },
  'max-failures': { placeholder: 'SHARE', help: 'accepted share of failed requests', defaultText: '1%' },
} as const;
