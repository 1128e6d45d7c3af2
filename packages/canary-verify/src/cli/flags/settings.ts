/** The flags that name other places for options. */
export const SETTINGS = {
  config: {
    placeholder: 'FILE',
    help: "options file; HAProxy's configuration if it ends in .cfg; repeatable",
    repeatable: true,
    defaultText: 'canary-verify.config.{ts,js,json,yaml}, if there is one',
    file: true,
    allowedIn: 'environment',
  },
  'print-config': {
    placeholder: null,
    help: 'prints each option with its origin; sends nothing',
    allowedIn: 'command line',
  },
} as const;
