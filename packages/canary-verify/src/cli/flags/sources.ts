/** What is compared with the traffic, to explain it. */
export const SOURCES = {
  'haproxy-stats': {
    wants: 'PLACE',
    says: "a running HAProxy: its statistics page's URL, or its runtime socket; repeatable",
    repeatable: true,
  },
} as const;
