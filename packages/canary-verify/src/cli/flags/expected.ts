/** The flags about the expectation. */
export const EXPECTED = {
  expect: {
    placeholder: 'SHARE',
    help: "the canary's: 10%; 0% and 100%: one version alone; v1=70%,v2=30%; auto",
    common: true,
  },
  tolerance: {
    placeholder: 'SIZE',
    help: 'how far from it is still right: 3pp, or 30% of the share',
    defaultText: '3pp, at most half the share',
    common: true,
  },
  leak: { placeholder: 'SHARE', help: 'for 0% and 100%: the leak to rule out', defaultText: '1%' },
  confidence: { placeholder: 'SHARE', help: '1 minus each error rate', defaultText: '99%', common: true },
  replicas: { placeholder: '9+1', help: 'stable and canary replicas: all of them must answer', common: true },
  consul: { placeholder: 'URL', help: 'asks Consul for the replicas instead', common: true },
  services: {
    placeholder: 'A+B',
    help: 'what the stable and the canary service are called in Consul',
    defaultText: 'service-v1+service-v2',
  },
  decide: { placeholder: null, help: 'an answer in any case: a share inside the tolerance may differ, too' },
  'decide-half': { placeholder: null, help: 'nearly so: a share beyond half the tolerance differs' },
} as const;
