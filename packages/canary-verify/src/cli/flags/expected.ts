/** The flags about the expectation. */
export const EXPECTED = {
  expect: {
    placeholder: 'SHARE',
    help: 'share of the canary: 10%; 0% or 100% (one version alone); v1=70%,v2=30%; auto (from Consul or --config)',
    common: true,
  },
  tolerance: {
    placeholder: 'SIZE',
    help: 'accepted deviation: 3pp (percentage points) or 30% (of the share)',
    defaultText: '3pp, less below 6% and above 94%',
    common: true,
  },
  leak: {
    placeholder: 'SHARE',
    help: 'for 0% and 100%: the share of wrong answers to rule out',
    defaultText: '1%',
  },
  confidence: {
    placeholder: 'SHARE',
    help: '99%: at most 1 wrong verdict in 100',
    defaultText: '99%',
    common: true,
  },
  replicas: {
    placeholder: '9+1',
    help: 'stable and canary replicas: each of them must answer',
    common: true,
  },
  consul: {
    placeholder: 'URL',
    help: 'Consul: each healthy replica must answer',
    common: true,
  },
  services: {
    placeholder: 'STABLE+CANARY',
    help: 'names of the stable and the canary service in Consul',
    defaultText: 'service-v1+service-v2',
  },
  decide: {
    placeholder: null,
    help: 'always decides: differs then means not exactly the expected share, even inside the tolerance',
  },
  'decide-half': {
    placeholder: null,
    help: 'decides more often: a share outside half the tolerance may already give differs',
  },
} as const;
