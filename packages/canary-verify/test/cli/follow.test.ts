import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { fakeServer, inTurn, replica } from '../fake-server.js';

const bin = fileURLToPath(new URL('../../bin/canary-verify.js', import.meta.url));

/** Lines of `watch --follow` until so many have come, and the exit code after Ctrl-C. */
async function follow(
  lines: number,
  ...argv: string[]
): Promise<{ lines: string[]; exitCode: number | null }> {
  const child = spawn(process.execPath, [bin, 'watch', '--follow', ...argv], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = once(child, 'close');
  const seen: string[] = [];
  for await (const line of createInterface(child.stdout)) {
    seen.push(line);
    if (seen.length === lines) child.kill('SIGINT');
  }
  await closed;
  return { lines: seen, exitCode: child.exitCode };
}

const stable = Array.from({ length: 9 }, (_, index) => replica('stable', `a-${index}`));

test('each second has its figures, and those after a promotion show it', async () => {
  let requests = 0;
  const before = inTurn(...stable, replica('canary', 'b-0'));
  const after = inTurn(replica('canary', 'b-0'), replica('canary', 'b-1'));
  await using server = await fakeServer((request, response) =>
    (requests++ < 150 ? before : after)(request, response),
  );
  const { lines, exitCode } = await follow(3, '--rate', '100', server.url);
  expect(exitCode).toBe(130);
  expect(lines[0]).toMatch(
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ {2}canary {2}(9|10)\.\d\d % \(.* % to .* %\) +stable 1\.0\.0: \d+ from 9 replicas {2}canary 1\.1\.0: \d+ from 1 replica$/,
  );
  expect(lines[2]).toMatch(/canary 100\.00 % .* stable none {2}canary 1\.1\.0: \d+ from 2 replicas$/);
});

test('--json gives a document for each second', async () => {
  await using server = await fakeServer(inTurn(...stable, replica('canary', 'b-0')));
  const { lines } = await follow(2, '--json', '--rate', '50', server.url);
  const figures = lines.map((line) => JSON.parse(line));
  expect(figures[0]).toMatchObject({ requests: 50, failed: 0, blocked: null });
  expect(Object.keys(figures[0].replicas)).toHaveLength(10);
  expect(figures[0].interval[0]).toBeLessThan(figures[0].share);
});

test('nobody listening is said each second, and it goes on', async () => {
  const { lines, exitCode } = await follow(2, 'http://127.0.0.1:9/');
  for (const line of lines) expect(line).toContain('No answer from 127.0.0.1:9: the connection was refused.');
  expect(exitCode).toBe(130);
});
