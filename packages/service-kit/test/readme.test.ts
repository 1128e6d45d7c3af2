import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { eventually } from 'workbench/eventually';
import { startService } from '../src/index.js';
import { startConsul } from './support/consul-agent.js';
import { ask } from './support/request.js';

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
  const [, example = ''] = [...readme.matchAll(/^```js\n(.*?)^```/gms)].map(([, code]) => code);
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
