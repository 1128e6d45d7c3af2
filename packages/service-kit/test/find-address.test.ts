import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { findTools } from 'canary-verify/topology';
import { describe, expect, test } from 'vitest';
import { findAddress, type Ways } from '../src/find-address.js';

/** A machine with these addresses, and these ways to others; its service listens at all of them. */
function machine(
  towardsConsul: string | null,
  ownAddresses: string[],
  ways: Record<string, string> = {},
  listensAt = '::',
): Ways {
  return {
    listensAt,
    towardsConsul,
    ownAddresses: ownAddresses.map((address) => ({ address, interface: 'eth0' })),
    addressTowards: async (address) => ways[address] ?? null,
  };
}

test.each([
  ['the one over which Consul is reached', machine('10.0.0.5', ['172.17.0.1', '10.0.0.5']), '10.0.0.5'],
  ['the same of IPv4, where IPv6 writes it', machine('::ffff:10.0.0.5', ['10.0.0.5']), '10.0.0.5'],
  [
    'with Consul on this host, that of the default route',
    machine('127.0.0.1', ['172.17.0.1', '10.0.0.5'], { '198.51.100.1': '10.0.0.5' }),
    '10.0.0.5',
  ],
  [
    'with Consul behind a socket file, too',
    machine(null, ['172.17.0.1', '10.0.0.5'], { '198.51.100.1': '10.0.0.5' }),
    '10.0.0.5',
  ],
  ['without any route, the first', machine('127.0.0.1', ['10.0.0.5', '10.0.0.6']), '10.0.0.5'],
  [
    'of IPv6 where there is nothing else',
    machine('::1', ['2001:db8::5'], { '2001:db8::1': '2001:db8::5' }),
    '2001:db8::5',
  ],
  [
    'not one that is good on one link only',
    machine('fe80::5', ['2001:db8::5'], { '2001:db8::1': '2001:db8::5' }),
    '2001:db8::5',
  ],
  ['loopback where there is nothing else and Consul is here', machine('127.0.0.1', []), '127.0.0.1'],
  [
    'of IPv4, if it listens at those only, though Consul is reached over IPv6',
    machine('2001:db8::5', ['10.0.0.5', '2001:db8::5'], { '2001:db8::1': '2001:db8::5' }, '0.0.0.0'),
    '10.0.0.5',
  ],
  [
    'where the service listens, if that is one',
    machine('10.1.0.5', ['10.1.0.5'], {}, '10.2.0.5'),
    '10.2.0.5',
  ],
  [
    'loopback, if it listens there only and Consul is here',
    machine('127.0.0.1', [], {}, '127.0.0.1'),
    '127.0.0.1',
  ],
])('%s', async (_what, ways, found) => {
  expect((await findAddress(ways)).address).toBe(found);
});

test('a service that listens at addresses of IPv4 only is not for a machine without any', async () => {
  await expect(findAddress(machine('2001:db8::5', ['2001:db8::5'], {}, '0.0.0.0'))).rejects.toThrow(
    'the service listens only at 0.0.0.0, and Consul is reached over 2001:db8::5',
  );
});

test('a service that listens at loopback only is not for a Consul elsewhere', async () => {
  await expect(findAddress(machine('10.0.0.5', ['10.0.0.5'], {}, '::1'))).rejects.toThrow(
    'the service listens only at ::1, where Consul, which is reached over 10.0.0.5, cannot reach it',
  );
});

describe('in a network of its own', () => {
  /** Runs a service and a real agent where the network is what these commands make it. Gives what Consul has. */
  async function registeredIn(network: string, consulAt: string, env = {}): Promise<string> {
    const { consul } = await findTools(['consul']);
    const program = fileURLToPath(new URL('fixtures/registers-once.js', import.meta.url));
    const flags = `-dev -bind=127.0.0.1 -client=${consulAt.replaceAll(/[[\]]/g, '')} -dns-port=-1 -grpc-port=-1`;
    const script = `
      ip link set lo up
      ${network}
      "$CONSUL" agent ${flags} -hcl='disable_update_check = true' > /dev/null 2>&1 &
      agent=$!
      CONSUL_HTTP_ADDR='${consulAt}:8500' timeout 20 "$NODE" "$PROGRAM"
      kill -9 $agent`;
    const child = spawn('unshare', ['-n', 'bash', '-c', script], {
      env: {
        ...process.env,
        ...consul.env,
        CONSUL: consul.command,
        NODE: process.execPath,
        PROGRAM: program,
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [output, errors] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close'),
    ]);
    if (output === '') throw new Error(errors);
    return output.trim();
  }

  test('docker0 comes before eth0, and Consul is reached over eth0', async () => {
    const network = `
      ip link add docker0 type bridge && ip addr add 172.17.0.1/16 dev docker0 && ip link set docker0 up
      ip link add eth0 type bridge && ip addr add 10.1.0.5/24 dev eth0 && ip link set eth0 up`;
    expect(await registeredIn(network, '10.1.0.5')).toBe('10.1.0.5');
  });

  test('Consul is reached over IPv6, and the service listens at addresses of IPv4 only', async () => {
    const network = `
      ip link add eth0 type bridge && ip addr add 10.1.0.5/24 dev eth0 && ip link set eth0 up
      ip addr add 2001:db8::5/64 dev eth0 nodad`;
    const env = { SERVICE_HOST: '0.0.0.0' };
    expect(await registeredIn(network, '[2001:db8::5]', env)).toBe('10.1.0.5');
  });

  test('only IPv6', async () => {
    const network = `
      ip link add eth0 type bridge && ip link set eth0 up
      ip addr add 2001:db8::5/64 dev eth0 nodad`;
    expect(await registeredIn(network, '[2001:db8::5]')).toBe('2001:db8::5');
  });
});
