/** Where options come from besides the command line. */
export const SETTINGS = {
  config: {
    wants: 'FILE',
    says: "a configuration file: canary-verify's own by its ending, any other is HAProxy's, for headers",
    otherwise: 'canary-verify.config.{ts,js,json,yaml}, where there is one',
    repeatable: true,
    file: true,
    upTo: 'environment',
  },
  'print-config': {
    wants: null,
    says: 'prints the options and where each came from; sends nothing',
    upTo: 'command line',
  },
} as const;
