/** Several kinds of request in one run, and what they meet behind the service that answers. */
export const ROUTED = {
  arm: {
    placeholder: 'ARM',
    help: "a kind of request and who must answer it: 'X-Canary: always => canary', '=> stable', '=> 10%'; repeatable",
    repeatable: true,
    hasLines: true,
  },
  'second-hop': {
    placeholder: 'SOURCE',
    help: 'where a response names the version of the next service: json:/POINTER or header:NAME',
    choices: ['json:/', 'header:'],
  },
} as const;
