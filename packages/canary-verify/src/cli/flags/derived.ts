/** The flags of `headers` for choices that the configuration leaves open. */
export const DERIVED = {
  frontend: {
    placeholder: 'NAME',
    help: 'the frontend or listen of the configuration that is asked',
    defaultText: "the one on the URL's port",
  },
  'canary-backend': {
    placeholder: 'NAME',
    help: 'the backend that holds the canary',
    defaultText: 'the one with canary in its name, or the less used of two',
  },
} as const;
