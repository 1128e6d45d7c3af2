import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { findTools } from 'canary-verify/topology';
import { expect, test } from 'vitest';
import { eventually } from 'workbench/eventually';
import { freePort } from 'workbench/free-port';
import { startService } from '../src/index.js';
import { startConsul } from './support/consul-agent.js';
import { ask } from './support/request.js';

/** Applications of the frameworks in the README's table, by what their row says. */
const APPLICATIONS: Record<string, string> = {
  'Express 4, 5': "import express from 'express'; const app = express();",
  'Fastify 4, 5': "import fastify from 'fastify'; const app = fastify();",
  'Koa 2, 3': "import Koa from 'koa'; const app = new Koa();",
  'Hono 4': "import { Hono } from 'hono'; const app = new Hono();",
  'Nest 11': "import { NestFactory } from '@nestjs/core'; const app = await NestFactory.create(class {});",
  'functions of `fetch`': "const response = new Response('hello');",
};

const packageFolder = fileURLToPath(new URL('..', import.meta.url));

test('the example of the README runs, is found in Consul, and leaves', async () => {
  const readme = await readFile(`${packageFolder}/README.md`, 'utf8');
  const example = /^```js\n(.*?)^```/ms.exec(readme)?.[1] ?? '';
  await using consul = await startConsul();
  const child = spawn(process.execPath, ['--input-type=module', '--eval', example], {
    cwd: packageFolder,
    env: { CONSUL_HTTP_ADDR: consul.address, SERVICE_ADDRESS: '127.0.0.1', SERVICE_DRAIN_MS: '0' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text) => (output += text));
    const url = await eventually('it says where it serves', () => /serves at (\S+)\n/.exec(output)?.[1]);
    expect((await ask(url)).body).toBe('hello');
    expect(JSON.parse((await ask(`${url}/version`)).body)).toMatchObject({
      version: '2.0.0',
      track: 'canary',
    });
    await eventually('it is in Consul', async () => (await consul.instances('service-v2')).length === 1);
  } finally {
    child.kill('SIGTERM');
  }
  expect(await once(child, 'close')).toEqual([0, null]);
});

test('the example of discovery asks the instance that Consul knows', async () => {
  const readme = await readFile(`${packageFolder}/README.md`, 'utf8');
  const example = [...readme.matchAll(/^```js\n(.*?)^```/gms)].map(([, code = '']) => code).at(-1) ?? '';
  await using consul = await startConsul();
  await using _credit = await startService({
    handler: (_request, response) => response.end(),
    ...{
      name: 'credit',
      version: '7.0.0',
      id: 'credit-1',
      address: '127.0.0.1',
      drainMs: 0,
      signals: false,
      log: () => {},
    },
    consul: { address: consul.address },
  });
  await eventually('credit is healthy', async () => {
    const passing = (await consul.get('/health/service/credit?passing')) as unknown[];
    return passing.length === 1;
  });
  const shown = `${example}\nconsole.log((await response.json()).version);\nawait credit.close();`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', shown], {
    cwd: packageFolder,
    env: { CONSUL_HTTP_ADDR: consul.address },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (output += text));
  expect(await once(child, 'close')).toEqual([0, null]);
  expect(output).toBe('7.0.0\n');
});

test('every snippet of the README compiles, those in its tables too', async () => {
  const readme = await readFile(`${packageFolder}/README.md`, 'utf8');
  const blocks = [...readme.matchAll(/^```[jt]s\n(.*?)^```/gms)].map(([, code = '']) => code);
  const rows = [...readme.matchAll(/^\| ([^|]+) \| `handler: ([^|]+?)` from `(service-kit\/\w+)`/gm)];
  expect(rows.map(([, framework]) => framework)).toEqual(Object.keys(APPLICATIONS));
  const handlers = rows.map(([, framework = '', handler = '', entry]) => {
    const [, adapter] = /(from\w+)\(/.exec(handler) ?? [];
    return `import { startService } from 'service-kit';
      import { ${adapter} } from '${entry}';
      ${APPLICATIONS[framework]}
      await startService({ name: 'shop', handler: ${handler} });`;
  });
  const [, probe] = /`(\{ redis: \(\) => redis\.ping\(\) \})`/.exec(readme) ?? [];
  const readiness = `import { startService } from 'service-kit';
    declare const redis: { ping(): Promise<string> };
    await startService({ name: 'shop', handler: () => {}, readiness: ${probe} });`;
  const programs = [...blocks, ...handlers, readiness];
  expect(programs.length).toBe(4 + 6 + 1);
  // Inside the package, where its own name is found.
  const folder = await mkdtemp(`${packageFolder}/.snippets-`);
  try {
    const files = programs.map((_, index) => `${folder}/snippet-${index}.mts`);
    await Promise.all(files.map((file, index) => writeFile(file, programs[index] as string)));
    const options = [
      '--noEmit',
      '--ignoreConfig',
      '--strict',
      '--module',
      'nodenext',
      '--target',
      'es2022',
      '--skipLibCheck',
    ];
    const libraries = ['--lib', 'es2023,esnext.disposable', '--types', 'node', '--experimentalDecorators'];
    const tsc = fileURLToPath(new URL('../node_modules/typescript/bin/tsc', import.meta.url));
    const child = spawn(process.execPath, [tsc, ...options, ...libraries, ...files], {
      cwd: packageFolder,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    expect(await text(child.stdout)).toBe('');
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('the line that refuses the marks of outsiders is one that HAProxy takes', async () => {
  const readme = await readFile(`${packageFolder}/README.md`, 'utf8');
  const [, line = ''] = /^```\n(http-request .*)\n```/m.exec(readme) ?? [];
  const folder = await mkdtemp(join(tmpdir(), 'edge-'));
  const service = await startService({
    handler: ({ headers }, response) => response.end(String(headers['x-canary'])),
    ...{ name: 'edge', address: '127.0.0.1', drainMs: 0, signals: false, log: () => {} },
    consul: { address: '127.0.0.1:9' },
  });
  const asked = async (rule: string) => {
    const port = await freePort();
    const config = `
defaults
    mode http
    timeout connect 1s
    timeout client 5s
    timeout server 5s
frontend edge
    bind 127.0.0.1:${port}
    ${rule}
    default_backend service
backend service
    server one 127.0.0.1:${service.identity.port}
`;
    await writeFile(join(folder, 'edge.cfg'), config);
    const { haproxy } = await findTools(['haproxy']);
    const child = spawn(haproxy.command, ['-db', '-f', join(folder, 'edge.cfg')], {
      env: { ...process.env, ...haproxy.env },
      stdio: 'ignore',
    });
    try {
      return await eventually('HAProxy answers', () =>
        fetch(`http://127.0.0.1:${port}/`, { headers: { 'X-Canary': 'always' } }).then(
          (response) => response.text(),
          () => undefined,
        ),
      );
    } finally {
      child.kill('SIGKILL');
      await once(child, 'close');
    }
  };
  // We come from 127.0.0.1: an outsider to the line, and an insider to one that names us.
  expect(await asked(line)).toBe('undefined');
  expect(await asked(line.replace('10.0.0.0/8', '127.0.0.0/8'))).toBe('always');
  await service.stop();
  await rm(folder, { recursive: true });
});
