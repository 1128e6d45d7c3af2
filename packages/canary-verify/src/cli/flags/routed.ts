/** Several kinds of request in one run, and what they meet behind the service that answers. */
export const ROUTED = {
  arm: {
    placeholder: 'ARM',
    help: "a kind of request and who answers it: 'X-Canary: always => canary', '=> stable', '=> 10%'",
    repeatable: true,
    hasLines: true,
  },
  'second-hop': {
    placeholder: 'SOURCE',
    help: 'what says which version of the next service answered: json:/pointer or header:NAME',
    choices: ['json:/', 'header:'],
  },
} as const;
