/** What `headers` derives kinds of request from, where the configuration leaves a choice. */
export const DERIVED = {
  frontend: {
    wants: 'NAME',
    says: 'the frontend or listen of the configuration that is asked',
    otherwise: "the one on the URL's port",
  },
  'canary-backend': {
    wants: 'NAME',
    says: 'the backend that holds the canary',
    otherwise: 'the one with canary in its name, or the less used of two',
  },
} as const;
