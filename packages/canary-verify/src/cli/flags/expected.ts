/** What is expected. */
export const EXPECTED = {
  expect: {
    wants: 'SHARE',
    says: "the canary's: 10%; 0% and 100%: one version alone; v1=70%,v2=30%; auto",
    often: true,
  },
  tolerance: {
    wants: 'SIZE',
    says: 'how far from it is still right: 3pp, or 30% of the share',
    otherwise: '3pp, at most half the share',
    often: true,
  },
  leak: { wants: 'SHARE', says: 'for 0% and 100%: the leak to rule out', otherwise: '1%' },
  confidence: { wants: 'SHARE', says: '1 minus each error rate', otherwise: '99%', often: true },
  replicas: { wants: '9+1', says: 'stable and canary replicas: all of them must answer', often: true },
  consul: { wants: 'URL', says: 'asks Consul for the replicas instead', often: true },
  services: {
    wants: 'A+B',
    says: 'what the stable and the canary service are called in Consul',
    otherwise: 'service-v1+service-v2',
  },
  decide: { wants: null, says: 'an answer in any case: a share inside the tolerance may differ, too' },
  'decide-half': { wants: null, says: 'nearly so: a share beyond half the tolerance differs' },
} as const;
