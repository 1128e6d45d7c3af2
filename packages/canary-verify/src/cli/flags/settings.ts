/** The flags that name other places for options. */
export const SETTINGS = {
  config: {
    placeholder: 'FILE',
    help: "the configuration file; HAProxy's own by its ending .cfg; repeatable",
    repeatable: true,
    defaultText: 'canary-verify.config.{ts,js,json,yaml}, where there is one',
    file: true,
    allowedIn: 'environment',
  },
  'print-config': {
    placeholder: null,
    help: 'prints the options and where each came from; sends nothing',
    allowedIn: 'command line',
  },
} as const;
