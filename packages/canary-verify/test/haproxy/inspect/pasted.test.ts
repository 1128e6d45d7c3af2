import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Inspection } from '../../../src/haproxy/inspect/inspection.js';
import { findTools } from '../../../src/topology/toolbox/find-tools.js';
import { type FieldServers, startField, startServers, writeField } from '../field/field-haproxy.js';

const HEAD = 'defaults\n mode http\n timeout connect 1s\n timeout client 10s\n timeout server 10s\n';
const BOTH =
  'backend stable\n balance roundrobin\n server s1 127.0.0.1:{S1}\nbackend canary\n balance roundrobin\n server c1 127.0.0.1:{C1}\n';
const MARKED = '{ req.hdr(X-Canary) -m str on }';

function door(bind: string, rules = ` use_backend canary if ${MARKED}\n`): string {
  return `frontend fe\n bind 127.0.0.1:{P1}${bind}\n${rules} default_backend stable\n${BOTH}`;
}

/** A frontend that hands connections on; `{S9}` and `{C9}` speak TLS as well. */
function tcpDoor(bind: string, rules: string): string {
  return `frontend fe\n mode tcp\n bind 127.0.0.1:{P1}${bind}\n${rules} default_backend stable\nbackend stable\n mode tcp\n balance roundrobin\n server s1 127.0.0.1:{S9}\nbackend canary\n mode tcp\n balance roundrobin\n server c1 127.0.0.1:{C9}\n`;
}
const BY_NAME =
  ' tcp-request inspect-delay 5s\n tcp-request content accept if { req.ssl_hello_type 1 }\n use_backend canary if { req.ssl_sni -i canary.example }\n';

/** What each file needs of a command, and which commands there must be at least. */
interface PastedFile {
  lines: string;
  least: readonly RegExp[];
  /** Requests without a mark are shared out by chance. */
  isShared?: true;
}

const FILES: Readonly<Record<string, PastedFile>> = {
  'a plain address': {
    lines: door(''),
    least: [/^curl -H/, /^ab /, /^canary-verify --expect 100%/, /headers/],
  },
  TLS: {
    lines: door(' ssl crt maps/self.pem alpn h2,http/1.1'),
    least: [/^curl -k/, /^ab .*https:/, /^canary-verify .* -k/, /headers .* -k/],
  },
  'the PROXY protocol': {
    lines: door(' accept-proxy'),
    least: [/^curl --haproxy-protocol/, /^canary-verify .*--proxy-protocol/, /headers .*--proxy-protocol/],
  },
  'the PROXY protocol before TLS': {
    lines: door(' accept-proxy ssl crt maps/self.pem'),
    least: [/^curl -k --haproxy-protocol/, /^canary-verify .* -k --proxy-protocol/],
  },
  'HTTP/2 without TLS': {
    lines: door(' proto h2'),
    least: [/^curl --http2-prior-knowledge/, /^canary-verify .*--http2/],
  },
  'HTTP/2 over TLS alone': {
    lines: door(' ssl crt maps/self.pem alpn h2'),
    least: [/^curl -k/, /^canary-verify .* -k --http2/],
  },
  'HTTP/2 behind the PROXY protocol': {
    lines: door(' proto h2 accept-proxy'),
    least: [/^curl --haproxy-protocol --http2-prior-knowledge/, /--proxy-protocol --http2/],
  },
  'a name that TLS asks for': {
    lines: door(' ssl crt maps/self.pem', ' use_backend canary if { ssl_fc_sni canary.example }\n'),
    least: [/^canary-verify --expect 100% -k --resolve canary\.example/],
  },
  'a host and a path': {
    lines: door(
      '',
      ` acl shop hdr(host) -i shop.example\n use_backend canary if shop { path_beg /api/ } ${MARKED}\n use_backend canary if shop { rand(100) lt 20 }\n`,
    ),
    least: [/^curl -H 'Host: shop\.example' .*\/api\//, /^canary-verify --expect 20%/],
    isShared: true,
  },
  'a server by its cookie': {
    lines:
      'frontend fe\n bind 127.0.0.1:{P1}\n default_backend app\nbackend app\n balance roundrobin\n cookie LANE indirect\n server stable-1 127.0.0.1:{S1} cookie stable\n server canary-1 127.0.0.1:{C1} cookie canary weight 0\n',
    least: [/^curl -H 'Cookie: LANE=canary'/, /headers/],
  },
  'a server by a rule': {
    lines: `frontend fe\n bind 127.0.0.1:{P1}\n default_backend app\nbackend app\n balance roundrobin\n use-server canary-1 if ${MARKED}\n server stable-1 127.0.0.1:{S1}\n server canary-1 127.0.0.1:{C1} weight 0\n`,
    least: [/^canary-verify --expect 100%/, /headers/],
  },
  'a parameter and another method': {
    lines: door('', ' use_backend canary if { urlp(canary) 1 } METH_POST\n'),
    least: [/^curl -X POST .*\?canary=1'/, /^ab .*-m POST/],
  },
  'TCP mode by the name that TLS asks for': {
    lines: tcpDoor('', BY_NAME),
    least: [
      /^canary-verify --expect 100% -k --resolve canary\.example/,
      /^curl -k --resolve canary\.example/,
      /^canary-verify --expect 0% http:/,
    ],
  },
  'TCP mode by that name, behind the PROXY protocol': {
    lines: tcpDoor(' accept-proxy', BY_NAME),
    least: [
      /^canary-verify --expect 100% -k --proxy-protocol --resolve canary\.example/,
      /^curl -k --haproxy-protocol --resolve canary\.example/,
      /^curl --haproxy-protocol http:/,
    ],
  },
  'TCP mode over TLS of its own': {
    lines: tcpDoor(' ssl crt maps/self.pem', ' use_backend canary if { ssl_fc_sni canary.example }\n'),
    least: [
      /^canary-verify --expect 100% -k --resolve/,
      /^canary-verify --expect 0% -k https:/,
      /^ab .*https:/,
    ],
  },
  'TCP mode without TLS, by chance': {
    lines: tcpDoor('', ' use_backend canary if { rand(100) lt 20 }\n'),
    least: [/^canary-verify --expect 20% http:/, /^curl http:/, /^ab .*http:/],
    isShared: true,
  },
  'TCP mode by the port, behind the PROXY protocol': {
    lines: tcpDoor(
      ' accept-proxy\n bind 127.0.0.1:{P2} accept-proxy',
      ' use_backend canary if { dst_port {P2} }\n',
    ),
    least: [/^canary-verify --expect 0% --proxy-protocol/, /^canary-verify --expect 100% --proxy-protocol/],
  },
  'a value with a quotation mark': {
    lines: door('', ` use_backend canary if { req.hdr(X-Team) -m str "it's" }\n`),
    least: [/^curl -H 'X-Team: it'\\''s'/],
  },
};

const bin = mkdtempSync(join(tmpdir(), 'pasted-'));
beforeAll(() => {
  const command = fileURLToPath(new URL('../../../bin/canary-verify.js', import.meta.url));
  writeFileSync(join(bin, 'canary-verify'), `#!/bin/sh\nexec '${process.execPath}' '${command}' "$@"\n`);
  chmodSync(join(bin, 'canary-verify'), 0o755);
});
afterAll(() => rmSync(bin, { recursive: true }));

/**
 * The lines are pasted as they stand; what they leave to the environment decides how many requests they take, and how often a right
 * share stays undecided: of a hundred runs at the usual tolerance one does.
 */
function precisionOf(command: string, isShared: boolean): NodeJS.ProcessEnv {
  return {
    ...(asksShare(command, isShared) && { CANARY_VERIFY_TOLERANCE: '10pp' }),
    CANARY_VERIFY_LEAK: '10%',
  };
}

/** Whether a line verifies a share that is drawn. */
function asksShare(command: string, isShared: boolean): boolean {
  return /--expect (?!100%|0%)/.test(command) || (isShared && command.includes(' headers '));
}

interface Ended {
  code: number | null;
  output: string;
}

function inShell(line: string, { folder, env }: { folder: string; env: NodeJS.ProcessEnv }): Promise<Ended> {
  const child = spawn('/bin/sh', ['-c', line], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (bytes) => {
      output += bytes;
    });
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, output })));
}

/** The commands of a report: lines of their own, and what stands behind `next`. */
function commandsOf(report: string): string[] {
  return report
    .split('\n')
    .map((line) => line.trim().replace(/^next .*?: (?=canary-verify )/, ''))
    .filter((line) => /^(?:curl|ab|canary-verify) /.test(line) && !line.endsWith(' URL'));
}

/** Those that `--json` has for every door; the text leaves some out. */
function commandsOfDoors(json: string): string[] {
  const { frontends } = JSON.parse(json) as Inspection;
  return frontends
    .flatMap(({ doors }) => doors)
    .flatMap(({ paste }) => (paste === null ? [] : [paste.curl, paste.ab, paste.canaryVerify]))
    .filter((line) => line !== null);
}

describe('every line to paste does what it says in a shell', () => {
  test.concurrent.each(Object.entries(FILES))('%s', async (_, { lines, least, isShared = false }) => {
    const { haproxy, ab, curl } = await findTools(['haproxy', 'ab', 'curl']);
    // Who has answered is counted for each case by itself.
    await using servers = await startServers();
    await using running = await startField(haproxy, await writeField(HEAD + lines, {}, servers));
    const { folder } = running;
    const paths = [bin, dirname(ab.command), dirname(curl.command), process.env.PATH];
    const env = { ...process.env, ...ab.env, NO_COLOR: '1', PATH: paths.join(':') };
    const asked = await inShell('canary-verify inspect haproxy.cfg', { folder, env });
    expect(asked.code).toBe(0);
    const data = await inShell('canary-verify inspect --json haproxy.cfg', { folder, env });
    const commands = [...new Set([...commandsOf(asked.output), ...commandsOfDoors(data.output)])];
    for (const one of least) expect(commands).toEqual(expect.arrayContaining([expect.stringMatching(one)]));
    for (const command of commands) await expectDone(command, { folder, env, servers, isShared });
  });
});

interface Pasting {
  folder: string;
  env: NodeJS.ProcessEnv;
  servers: FieldServers;
  isShared: boolean;
}

/** Marked requests go to the canary, others where the line says. */
async function expectDone(command: string, { servers, isShared, ...shell }: Pasting): Promise<void> {
  servers.takeCounts();
  const env = { ...shell.env, ...precisionOf(command, isShared) };
  const { code, output } = await inShell(command, { ...shell, env });
  const { canary, others } = servers.takeCounts();
  // A right share that is drawn looks unsteady to one of three hundred runs, and one line has several: they are undecided (2).
  const undecided = code === 2 && asksShare(command, isShared);
  const unlike = code === 0 || undecided ? '' : output;
  expect({ command, unlike }).toEqual({ command, unlike: '' });
  const share = Number(/--expect ([\d.]+)%/.exec(command)?.[1] ?? Number.NaN);
  if (command.startsWith('canary-verify')) {
    expect(output).toContain(undecided ? 'undecided' : 'matches');
    if (share === 100) expect([canary > 0, others]).toEqual([true, 0]);
    if (share === 0) expect([canary, others > 0]).toEqual([0, true]);
    return;
  }
  const requests = command.startsWith('ab') ? 100 : 1;
  if (requests === 100) expect(output).toMatch(/Complete requests:\s+100\n(?:.*\n)?Failed requests:\s+0/);
  expect(canary + others).toBe(requests);
  const byChance = isShared && !command.includes("-H 'X-Canary");
  if (!byChance || requests === 1) expect(canary === 0 || others === 0).toBe(true);
}
