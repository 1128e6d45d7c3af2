import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { eventually } from 'workbench/eventually';
import { AgentClient } from '../../src/consul/agent-client.js';
import { Registration } from '../../src/consul/registration.js';
import { logThrough } from '../../src/seen/log.js';
import type { ServiceAddress } from '../../src/service-address.js';
import { startConsul } from '../support/consul-agent.js';
import { type OwnMachine, startOwnMachine } from '../support/own-machine.js';
import { resolveOptionsForTest } from '../support/resolve-options.js';
import { slowRoadTo } from '../support/slow-road.js';

/** A network card with this address. */
const card = (name: string, address: string) =>
  `ip link add ${name} type bridge && ip addr add ${address}/24 dev ${name} && ip link set ${name} up`;

/** The addresses that an agent has of the service. */
async function registered(machine: OwnMachine, consulAt: string): Promise<string[]> {
  const services = (await machine.consulSays(consulAt, '/agent/services')) as Record<
    string,
    { Address: string }
  >;
  return Object.values(services).map(({ Address }) => Address);
}

test("started before Consul's name is known, on two networks: nothing is registered until it is reached, then the right one", async () => {
  await using machine = await startOwnMachine();
  const folder = await mkdtemp(join(tmpdir(), 'hosts-'));
  const hosts = join(folder, 'hosts');
  await writeFile(hosts, '127.0.0.1 localhost\n');
  await machine.run(`
    mount --bind ${hosts} /etc/hosts
    mount --bind /dev/null /etc/resolv.conf
    ${card('eth0', '10.1.0.5')}
    ${card('eth1', '10.2.0.5')}
    ip route add default via 10.1.0.1`);
  await machine.startConsul('10.2.0.5');
  const service = machine.startService('holding-service', {
    SERVICE_NAME: 'message',
    CONSUL_HTTP_ADDR: 'consul:8500',
  });
  await eventually('it has tried', () => service.log().includes('not registered, trying on'));
  expect(service.log()).not.toContain('10.1.0.5');
  await writeFile(hosts, '127.0.0.1 localhost\n10.2.0.5 consul\n');
  await eventually('it is registered', () => service.log().includes('registered as'));
  expect(await registered(machine, '10.2.0.5')).toEqual(['10.2.0.5']);
  await rm(folder, { recursive: true });
});

test('an address that changes while Consul is out of reach is registered anew, and the old one forgotten', async () => {
  await using far = await startOwnMachine();
  await using machine = await startOwnMachine();
  await far.run(`
    ip link add near type veth peer name eth0 netns ${machine.pid}
    ip addr add 10.2.0.9/24 dev near && ip link set near up`);
  await machine.run('ip addr add 10.2.0.5/24 dev eth0 && ip link set eth0 up');
  await far.startConsul('10.2.0.9');
  const service = machine.startService('holding-service', {
    SERVICE_NAME: 'message',
    CONSUL_HTTP_ADDR: '10.2.0.9:8500',
    SERVICE_CONSUL_TIMEOUT_MS: '300',
  });
  await eventually('it is registered', () => service.log().includes('registered as'));
  expect(await registered(far, '10.2.0.9')).toEqual(['10.2.0.5']);
  await machine.run('ip addr del 10.2.0.5/24 dev eth0 && ip addr add 10.2.0.6/24 dev eth0');
  await eventually(
    'it is registered anew',
    async () => String(await registered(far, '10.2.0.9')) === '10.2.0.6',
  );
  expect(service.log()).not.toContain('another process');
});

test('a service that leaves while its address changes leaves nothing behind, wherever Consul has it', async () => {
  await using consul = await startConsul();
  await using road = await slowRoadTo(consul.address, 0);
  const settings = resolveOptionsForTest({ consul: { address: road.address, timeoutMs: 500 } }).consul;
  // A fake machine, whose address changes when the test says so.
  let address = '127.0.0.1';
  const registration = new Registration({
    ...{ agent: new AgentClient(settings), instance: 'message-1', shared: false, timeoutMs: 2_000 },
    address: { isDoubtful: true, decide: async () => address } as unknown as ServiceAddress,
    bodyAt: (Address) => ({
      ...{ ID: 'message-1', Name: 'message', Address, Port: 80, Tags: [], Meta: {}, Checks: [] },
      Weights: { Passing: 1, Warning: 1 },
    }),
    log: logThrough(() => {}),
  });
  await registration.standing.registered;
  road.takes(4_000);
  address = '127.0.0.2';
  await eventually('the change is on its way', () => road.registering() === 2);
  await registration.end();
  // Consul has still the old address, and then the new one.
  expect(await registration.withdraw()).toEqual({ kind: 'gone' });
  await eventually('the change has arrived', async () => (await consul.instances('message')).length === 1);
  expect(await registration.withdraw()).toEqual({ kind: 'gone' });
  expect(await consul.instances('message')).toEqual([]);
});

test('an agent on this host is there before the network: the address follows when there is one', async () => {
  await using machine = await startOwnMachine();
  await machine.startConsul('127.0.0.1');
  const service = machine.startService('holding-service', { SERVICE_NAME: 'message' });
  await eventually('it is registered', () => service.log().includes('registered as'));
  await machine.run(card('docker0', '172.17.0.1'));
  await machine.run(`${card('eth0', '10.1.0.5')} && ip route add default via 10.1.0.1`);
  await eventually(
    'it has the address of the network',
    async () => String(await registered(machine, '127.0.0.1')) === '10.1.0.5',
  );
});
