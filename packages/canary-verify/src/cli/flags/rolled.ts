/** The flags of a rollout. */
export const ROLLED = {
  state: {
    placeholder: 'FOLDER|URL',
    help: 'where the journals are: a folder, or Consul',
    defaultText: '.canary-verify/rollouts',
    file: true,
    allowedIn: 'environment',
  },
  reason: {
    placeholder: 'TEXT',
    help: 'why, for the journal',
    allowedIn: 'command line',
  },
} as const;
