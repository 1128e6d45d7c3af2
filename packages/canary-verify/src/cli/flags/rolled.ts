/** The flags of a rollout. */
export const ROLLED = {
  'state-dir': {
    placeholder: 'FOLDER',
    help: 'folder of the journals',
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
