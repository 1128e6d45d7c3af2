import { printable } from '../../../text/printable.js';

/** The moments in which a claim holds, as the end of a sentence: " while the servers of canary are up". */
export function whileText({
  whileUp,
  whileCalm,
}: {
  whileUp: readonly string[];
  whileCalm: boolean;
}): string {
  const names = whileUp.map((name) => printable(name)).join(', ');
  const up = names === '' ? [] : [`the servers of ${names} are up`];
  const calm = whileCalm ? ['no limit is reached'] : [];
  const all = [...up, ...calm];
  return all.length === 0 ? '' : ` while ${all.join(' and ')}`;
}
