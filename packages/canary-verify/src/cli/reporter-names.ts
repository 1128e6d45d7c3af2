/** The reports that there are. */
export const REPORTER_NAMES = [
  'text',
  'json',
  'ndjson',
  'markdown',
  'junit',
  'github',
  'html',
  'prometheus',
] as const;

export type ReporterName = (typeof REPORTER_NAMES)[number];
