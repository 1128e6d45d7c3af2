import { printable } from '../../../text/printable.js';
import { wrapped } from '../../../text/wrapped.js';
import type { InspectedDoor, InspectedFrontend } from '../inspection.js';
import { servedLines } from './served-text.js';
import type { Telling } from './telling.js';
import { whileText } from './while-text.js';

/** The requests without a mark that addresses, hosts and paths tell apart: where each goes. */
export function doorLines(frontend: InspectedFrontend, telling: Telling): string[] {
  const { doors, disabled, marks, mode } = frontend;
  if (disabled) return ['', '  It is disabled: HAProxy does not start it.'];
  const several = new Set(doors.map(({ url }) => url)).size > 1;
  return doors.flatMap((door, index) => {
    const without = marks.length === 0 ? '' : ' without it';
    const title = `Requests ${doorText(door, { several, mode })}${without}${whileText(door)}`;
    const lines = servedLines(door, title, telling);
    const running = index === 0 ? runningShares(frontend, telling) : [];
    return [...lines, ...pasted(door, index, telling), ...running];
  });
}

/** `for /version`, `by TLS for the name shop.example`, `for /api/ with Host: shop.example`, `to https://localhost:8443/version`. */
function doorText(
  { url, host, path, source }: InspectedDoor,
  { several, mode }: { several: boolean; mode: InspectedFrontend['mode'] },
): string {
  if (mode === 'tcp' && host !== null) return `by TLS for the name ${printable(host)}`;
  const where = several && url !== null ? `to ${printable(url)}${printable(path)}` : `for ${printable(path)}`;
  const named = host === null ? where : `${where} with Host: ${printable(host)}`;
  return source === null ? named : `${named} from ${printable(source)}`;
}

/** Where only this host or path reaches the canary, the line that verifies its share. */
function pasted(
  { paste, canaryShare, notPasted }: InspectedDoor,
  index: number,
  { paint }: Telling,
): string[] {
  if (index === 0 || canaryShare === null || canaryShare === 0) return [];
  if (paste === null)
    return notPasted === null ? [] : [wrapped(`No line can be pasted: ${notPasted}.`, '    ')];
  return paste.canaryVerify === null ? [] : [`    ${paint('bold', printable(paste.canaryVerify, 2_000))}`];
}

/** The same by the weights and states of running processes, where the files alone do not tell. */
function runningShares({ name, unmarked }: InspectedFrontend, telling: Telling): string[] {
  if (unmarked.served.every(({ share }) => share !== null)) return [];
  return telling.inspection.running.flatMap(({ source, frontends }) => {
    const served = frontends.find((one) => one.name === name)?.served ?? [];
    const known = served.filter(({ share }) => share !== null);
    if (known.length === 0) return [];
    const now = {
      ...unmarked,
      served: known,
      deduction: { destinations: [], unknown: [] },
      canaryShare: null,
    };
    return servedLines(now, `As ${printable(source, 60)} runs now`, telling);
  });
}
