/** Where options come from besides the command line. */
export const SETTINGS = {
  config: {
    wants: 'FILE',
    says: "the configuration file; HAProxy's own by its ending .cfg; repeatable",
    repeatable: true,
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
