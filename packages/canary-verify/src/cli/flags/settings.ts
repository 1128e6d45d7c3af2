/** Where options come from besides the command line. */
export const SETTINGS = {
  config: {
    wants: 'FILE',
    says: 'the configuration file',
    otherwise: 'canary-verify.config.{ts,js,json,yaml}, where there is one',
    file: true,
    upTo: 'environment',
  },
  'print-config': {
    wants: null,
    says: 'prints the options and where each came from; sends nothing',
    upTo: 'command line',
  },
} as const;
