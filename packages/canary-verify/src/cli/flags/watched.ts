/** How `watch` goes on. */
export const WATCHED = {
  // At 10 % ± 3 pp a decision takes about 1,400 requests: these are some 50 a second in the mean, and a canary that dies
  // is told half a minute later at most.
  pause: { placeholder: 'TIME', help: 'time between two runs', defaultText: '30s' },
  follow: {
    placeholder: null,
    help: 'shows the share of each second by version and replica; expects nothing, decides nothing',
  },
  listen: {
    placeholder: 'ADDRESS',
    help: 'answers /metrics, /verdict, /go, /rollback and /healthz there: :9464 is this machine alone',
  },
  'on-change': {
    placeholder: 'COMMAND',
    help: 'runs it when the verdict changes; CANARY_VERIFY_VERDICT and CANARY_VERIFY_BEFORE say how',
    allowedIn: 'command line',
  },
  'until-differs': { placeholder: null, help: 'ends with exit code 1 when a run differs' },
} as const;
