import { REPORTER_NAMES } from '../../reporters/index.js';

/** The flags about output. */
export const PRINTED = {
  json: { placeholder: null, help: 'prints one JSON document', common: true },
  reporter: {
    placeholder: 'NAME=FILE',
    help: 'writes a report, without =FILE to standard output: text, json, ndjson, markdown, junit, github, html, prometheus; repeatable',
    repeatable: true,
    choices: REPORTER_NAMES as typeof REPORTER_NAMES,
    common: true,
  },
  quiet: { short: 'q', placeholder: null, help: 'no progress line and no forecast' },
} as const;

/** The flags of every command. */
export const ALWAYS = {
  help: { short: 'h', placeholder: null, help: 'prints this help', allowedIn: 'command line' },
  version: { placeholder: null, help: 'prints the version of canary-verify', allowedIn: 'command line' },
} as const;
