import { REPORTER_NAMES } from '../reporter-names.js';

/** What is printed. */
export const PRINTED = {
  json: { wants: null, says: 'one JSON document on standard output', often: true },
  reporter: {
    wants: 'NAME=FILE',
    says: 'a report, into a file or to standard output: text, json, ndjson, markdown, junit, github, html, prometheus',
    repeatable: true,
    choices: REPORTER_NAMES as typeof REPORTER_NAMES,
    often: true,
  },
  quiet: { short: 'q', wants: null, says: 'no live line' },
} as const;

/** What every command knows. */
export const ALWAYS = {
  help: { short: 'h', wants: null, says: 'this help', upTo: 'command line' },
  version: { wants: null, says: 'which canary-verify this is', upTo: 'command line' },
} as const;
