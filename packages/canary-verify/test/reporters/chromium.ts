import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { describe, test } from 'vitest';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

const program = (process.env.PATH ?? '')
  .split(delimiter)
  .flatMap((folder) => NAMES.map((name) => join(folder, name)))
  .find(isExecutable);

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

const required = process.env.CANARY_VERIFY_REQUIRE_CHROMIUM === '1';

/** Tests that need Chromium. Without it they are left out, and say so, unless CANARY_VERIFY_REQUIRE_CHROMIUM is 1. */
export function describeWithChromium(name: string, tests: () => void): void {
  if (program !== undefined || required) describe(name, tests);
  else test.skip(`${name}: left out, because no Chromium is on the PATH`, () => {});
}

const ALONE = ['--disable-quic', '--no-first-run', '--disable-background-networking'];
const UNCHANGED = ['--disable-component-update', '--disable-sync', '--disable-gpu', '--no-sandbox'];

/** The Chromium of this machine, with an empty profile of its own. */
export function startChromium(): Promise<Browser> {
  if (program === undefined) throw new Error(`none of ${NAMES.join(', ')} is on the PATH`);
  return chromium.launch({ executablePath: program, args: [...ALONE, ...UNCHANGED] });
}
