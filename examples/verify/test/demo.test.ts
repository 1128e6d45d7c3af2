import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { pathOf } from './documented.js';

test('the demo gives five expected verdicts, says so, and exits 0', () => {
  const run = spawnSync(process.execPath, [pathOf('examples/verify/dist/demo.js'), 'local'], {
    encoding: 'utf8',
  });
  expect(run.stderr).toBe('');
  expect(run.stdout.match(/^ {2}[✔✘] \w+/gm)).toEqual([
    '  ✔ matches',
    '  ✘ differs',
    '  ✔ matches',
    '  ✔ matches',
    '  ✔ matches',
  ]);
  expect(run.stdout).toContain('every verdict was the expected one');
  expect(run.status).toBe(0);
});
