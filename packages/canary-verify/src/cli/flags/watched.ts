/** How `watch` goes on. */
export const WATCHED = {
  // At 10 % ± 3 pp a decision takes about 1,400 requests: these are some 50 a second in the mean, and a canary that dies
  // is told half a minute later at most.
  pause: { wants: 'TIME', says: 'between two decisions', otherwise: '30s' },
  'until-differs': { wants: null, says: 'ends at the first `differs`, with exit code 1' },
} as const;
