/** How `watch` goes on. */
export const WATCHED = {
  pause: { wants: 'TIME', says: 'between two decisions', otherwise: '30s' },
  'until-differs': { wants: null, says: 'ends at the first `differs`, with exit code 1' },
} as const;
