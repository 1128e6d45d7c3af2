/** How much is asked. */
export const AMOUNT = {
  connections: {
    short: 'c',
    placeholder: 'N',
    help: 'requests under way at a time',
    defaultText: '10',
    common: true,
  },
  rate: {
    placeholder: 'N',
    help: 'requests per second, each at its own moment',
    defaultText: 'as fast as they are answered',
  },
  over: {
    placeholder: 'TIME',
    help: 'spreads the run evenly over this time, for routers that change slowly: 1m',
    defaultText: 'as fast as they are answered',
  },
  'connection-mode': {
    placeholder: 'MODE',
    help: 'fresh, reuse, or auto: whichever is fit',
    defaultText: 'auto',
    choices: ['auto', 'fresh', 'reuse'],
  },
  'max-requests': {
    short: 'n',
    placeholder: 'N',
    help: 'most requests',
    defaultText: '3 × the expected number',
    common: true,
  },
  'max-time': { placeholder: 'TIME', help: 'most time: 500ms, 30s, 2m', defaultText: '60s', common: true },
  timeout: { short: 't', placeholder: 'TIME', help: 'most time for one request', defaultText: '5s' },
  'max-errors': {
    placeholder: 'SHARE',
    help: "the canary's own requests that may fail",
    defaultText: 'no limit',
  },
  'worse-ratio': {
    placeholder: 'N',
    help: 'the canary is no worse below N times the odds',
    defaultText: '4',
  },
  'max-failures': { placeholder: 'SHARE', help: 'failed requests that are bearable', defaultText: '1%' },
} as const;
