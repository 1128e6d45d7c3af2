import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { fakeServer } from '../fake-server.js';
import { replicas } from '../output/fake-proxy.js';
import { closedValidator } from '../schemas/closed-validator.js';

const file = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const validate = closedValidator('events.schema.json');

test('a line for the plan, lines on the way, and one for the verdict: each fits the schema', async () => {
  await using server = await fakeServer(replicas(9, 1));
  const argv = [file('bin/canary-verify.js'), '--expect', '10%', '--reporter', 'ndjson', server.url];
  const child = spawn(process.execPath, argv);
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  const events = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  for (const event of events) expect(validate(event), JSON.stringify(validate.errors)).toBe(true);
  const kinds = events.map(({ event }) => event);
  expect([kinds[0], kinds[1], kinds.at(-1)]).toEqual(['plan', 'progress', 'verdict']);
  expect(kinds.slice(1, -1).every((kind) => kind === 'progress')).toBe(true);
  const [last, verdict] = events.slice(-2);
  expect(last.arms[0]).toMatchObject({ open: false, requests: verdict.requests, evidence: { matches: 1 } });
  expect({ stderr, exitCode: child.exitCode }).toEqual({ stderr: '', exitCode: 0 });
});

test('the schema rejects lines that are not events', () => {
  expect(validate({ event: 'plan', arms: [] })).toBe(false);
  expect(validate({ event: 'end' })).toBe(false);
});
