/** How much is asked. */
export const AMOUNT = {
  connections: { short: 'c', wants: 'N', says: 'requests under way at a time', otherwise: '10', often: true },
  rate: {
    wants: 'N',
    says: 'requests per second, each at its own moment',
    otherwise: 'as fast as they are answered',
  },
  'connection-mode': {
    wants: 'MODE',
    says: 'fresh, reuse, or auto: whichever is fit',
    otherwise: 'auto',
    choices: ['auto', 'fresh', 'reuse'],
  },
  'max-requests': {
    short: 'n',
    wants: 'N',
    says: 'most requests',
    otherwise: '3 × the expected number',
    often: true,
  },
  'max-time': { wants: 'TIME', says: 'most time: 500ms, 30s, 2m', otherwise: '60s', often: true },
  timeout: { short: 't', wants: 'TIME', says: 'most time for one request', otherwise: '5s' },
  'max-failures': { wants: 'SHARE', says: 'failed requests that are bearable', otherwise: '1%' },
} as const;
