import type { ProbedRequest } from '../routing/rules/rules.js';
import type { PasteLines } from './inspection.js';

/** The default target of canary-verify. */
const USUAL_TARGET = 'http://localhost:48151/version';

/** Lines for a POSIX shell that send the marked request to a place. */
export function pasteLines(
  { method, path }: ProbedRequest,
  headers: readonly (readonly [name: string, value: string])[],
  { url, canaryShare }: { url: string; canaryShare: number | null },
): PasteLines {
  const target = inShell(url + path);
  const [curl, ab, verify] = methodFlags(method);
  const inserted = headers.map((header) => ` -H ${inShell(header.join(': '))}`).join('');
  const elsewhere = url + path === USUAL_TARGET ? '' : ` ${target}`;
  const expected = canaryShare === 1 ? '100%' : canaryShare === 0 ? '0%' : null;
  return {
    curl: `curl${curl}${inserted} ${target}`,
    ab: `ab -n 100${ab}${inserted} ${target}`,
    canaryVerify:
      expected === null ? null : `canary-verify --expect ${expected}${verify}${inserted}${elsewhere}`,
  };
}

/** For curl, ab and canary-verify. */
function methodFlags(method: string): readonly [string, string, string] {
  if (method === 'GET') return ['', '', ''];
  const named = ` -m ${inShell(method)}`;
  // A response to HEAD has no body: curl and ab must both know that.
  return method === 'HEAD' ? [' -I', ' -i', named] : [` -X ${inShell(method)}`, named, named];
}

function inShell(text: string): string {
  return /^[\w./:%+@=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
