/** The most resident memory of the command against any server, in MB. */
export const MOST_MEGABYTES = 150;

export const MAX_SECONDS = 1;

/** To start, to look first, and to write the report on a busy machine. */
export const MARGIN_SECONDS = 8;

/** Whatever is answered, the run goes on until its time is up. */
export const LASTING: readonly string[] = [
  ...['--expect', '0%', '--leak', '0.001%', '--max-failures', '99.9%'],
  ...['--timeout', '500ms', '--json', '-q'],
];
