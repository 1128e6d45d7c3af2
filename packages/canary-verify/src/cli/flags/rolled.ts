/** The flags of a rollout. */
export const ROLLED = {
  state: {
    placeholder: 'FOLDER|URL',
    help: 'where the journals are: a folder, or Consul',
    defaultText: '.canary-verify/rollouts',
    file: true,
    allowedIn: 'environment',
  },
  watch: {
    placeholder: null,
    help: 'status: goes on until it rests, with a line for all that happens (--json: a record per line)',
    allowedIn: 'command line',
  },
  reason: {
    placeholder: 'TEXT',
    help: 'why, for the journal',
    allowedIn: 'command line',
  },
} as const;
