import { REPORTER_NAMES } from '../../reporters/index.js';

/** The flags about output. */
export const PRINTED = {
  json: { placeholder: null, help: 'one JSON document on standard output', common: true },
  reporter: {
    placeholder: 'NAME=FILE',
    help: 'a report, into a file or to standard output: text, json, ndjson, markdown, junit, github, html, prometheus',
    repeatable: true,
    choices: REPORTER_NAMES as typeof REPORTER_NAMES,
    common: true,
  },
  quiet: { short: 'q', placeholder: null, help: 'no live line' },
} as const;

/** The flags of every command. */
export const ALWAYS = {
  help: { short: 'h', placeholder: null, help: 'this help', allowedIn: 'command line' },
  version: { placeholder: null, help: 'which canary-verify this is', allowedIn: 'command line' },
} as const;
