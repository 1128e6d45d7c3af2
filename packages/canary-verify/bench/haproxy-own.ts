/**
 * npm run bench:haproxy-own -w canary-verify -- FOLDER: of how many frontends in HAProxy's own configurations it cannot be told
 * where requests go, and why. FOLDER is a checkout of HAProxy, of which examples/, tests/ and reg-tests/ are read.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { printTable } from 'workbench/table';
import { readHaproxyConfig } from '../src/haproxy/configuration/read-configuration.js';
import { inspect } from '../src/haproxy/inspect/inspect.js';

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('FOLDER is missing: a checkout of HAProxy');

/** A frontend, and why it is not known where its requests go; null if it is known. */
interface Told {
  file: string;
  why: string | null;
}

const told = ['examples', 'tests', 'reg-tests'].flatMap((part) =>
  configurationsIn(join(folder, part)).flatMap(frontends),
);
const unknown = told.filter((one): one is Told & { why: string } => one.why !== null);
const reasons = new Map<string, Told[]>();
for (const one of unknown) reasons.set(one.why, [...(reasons.get(one.why) ?? []), one]);
printTable(
  ['reason', 'frontends', 'for example'],
  [...reasons]
    .sort(([, one], [, other]) => other.length - one.length)
    .map(([why, those]) => [why, those.length, those[0]?.file.slice(folder.length + 1) ?? '']),
);
console.log(`${unknown.length} of ${told.length} frontends`);

interface Configuration {
  file: string;
  text: string;
}

function configurationsIn(place: string): Configuration[] {
  return readdirSync(place, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(?:cfg|vtc)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .flatMap((file) => {
      const text = readFileSync(file, 'latin1');
      return file.endsWith('.cfg') ? [{ file, text }] : confsOf(text).map((conf) => ({ file, text: conf }));
    });
}

/** The texts between the braces of `-conf { … }` in a test of varnishtest. */
function confsOf(text: string): string[] {
  return [...text.matchAll(/-conf(?:\+backend|\+vcl)?\s*\{/g)].map(({ index, 0: begin }) => {
    let depth = 1;
    let at = index + begin.length;
    for (; depth > 0 && at < text.length; at++) {
      if (text[at] === '{') depth++;
      else if (text[at] === '}') depth--;
    }
    return text.slice(index + begin.length, at - 1);
  });
}

function frontends({ file, text }: Configuration): Told[] {
  const config = readHaproxyConfig([{ file, text }], { HAPROXY_TEST_TIMEOUT: '5s' }, '3.2.0');
  return inspect({ config }).frontends.map(({ unmarked }) => {
    const [first] = unmarked.deduction.unknown;
    return { file, why: first === undefined ? null : first.why };
  });
}
