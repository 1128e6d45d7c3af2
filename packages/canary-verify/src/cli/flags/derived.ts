/** The flags of `headers` for choices that the configuration leaves open. */
export const DERIVED = {
  frontend: {
    placeholder: 'NAME',
    help: 'frontend or listen section to verify',
    defaultText: "the one on the URL's port",
  },
  'canary-backend': {
    placeholder: 'NAME',
    help: 'backend of the canary',
    defaultText: 'the one with canary in its name, or the less used of two',
  },
  quick: {
    placeholder: null,
    help: 'fewer requests for near misses: --leak limits all of them together, ten times --leak each',
  },
} as const;
