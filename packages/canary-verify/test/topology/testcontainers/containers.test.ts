import { GenericContainer, Network, type StartedNetwork, type StartedTestContainer } from 'testcontainers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { explain } from '../../../src/explain/explain.js';
import { untilRouted } from '../../../src/routed/until-routed.js';
import { docker } from '../../../src/topology/compose/docker-command.js';
import {
  ConsulContainer,
  HaproxyContainer,
  type StartedConsulContainer,
  type StartedHaproxyContainer,
} from '../../../src/topology/testcontainers/index.js';
import { verify } from '../../../src/verify.js';
import { describeWithDocker } from '../compose/docker-tests.js';

const {
  CONSUL_IMAGE = 'hashicorp/consul:1.20.6',
  HAPROXY_IMAGE = 'haproxy:3.0.25',
  SHOP_IMAGE = 'own-shop',
} = process.env;
const SAYS = { by: 'json:/build', stable: '2024.1', canary: '2024.2', instance: 'json:/host' };
// Every container here is removed by its test; the cleaner of Testcontainers is an image of its own.
process.env.TESTCONTAINERS_RYUK_DISABLED = 'true';

describeWithDocker('HAProxy and Consul as Testcontainers', () => {
  let network: StartedNetwork;
  let consul: StartedConsulContainer;
  const shops: StartedTestContainer[] = [];

  beforeAll(async () => {
    network = await new Network().start();
    consul = await new ConsulContainer(CONSUL_IMAGE)
      .withNetwork(network)
      .withNetworkAliases('consul')
      .withConfig('node_name = "of-the-test"')
      .start();
    shops.push(
      ...(await Promise.all([
        ...[1, 2, 3, 4].map(() => shop('shop', '2024.1')),
        shop('shop-canary', '2024.2'),
      ])),
    );
  });
  afterAll(async () => {
    await Promise.all([...shops, consul].map((container) => container?.stop()));
    await network?.stop();
  });

  // Without an alias: one that has any is in Docker's own network, too, and would register its address there.
  const shop = (service: string, build: string) =>
    new GenericContainer(SHOP_IMAGE)
      .withNetwork(network)
      .withEnvironment({ CONSUL_NAME: service, BUILD: build })
      .withExposedPorts(8080)
      .start();
  const addressOf = (replica: number) => `${shops.at(replica)?.getIpAddress(network.getName())}:8080`;
  const haproxy = () => new HaproxyContainer(HAPROXY_IMAGE).withNetwork(network);

  test('Consul takes settings of its own', async () => {
    const self = (await (await fetch(`${consul.getUrl()}/v1/agent/self`)).json()) as {
      Config: { NodeName: string };
    };
    expect(self.Config.NodeName).toBe('of-the-test');
  });

  test("Consul's DNS fills the backends of HAProxy, without a word of configuration", async () => {
    await using proxy = await haproxy()
      .withConsulDns('consul:8600', { shop: ['shop', 'shop-canary'] })
      .start();
    const sources = {
      consul: consul.getUrl(),
      haproxyStats: [proxy.getRuntimeSocket()],
      services: { stable: 'shop', canary: 'shop-canary' },
    };
    const target = `${proxy.getUrl()}/version`;
    const wanted = { target, ...sources, ...SAYS, replicas: { stable: 4, canary: 1 } };
    expect(await untilRouted(wanted)).toMatchObject({ routed: true });
    const { verdict, share } = await verify({ target, ...SAYS, expect: '20%' });
    expect([verdict, share]).toEqual(['matches', expect.closeTo(0.2, 1)]);
    const { instances } = await explain(sources);
    expect(instances.map((one) => one.haproxy.length)).toEqual([1, 1, 1, 1, 1]);
  });

  test('a map says the share, and keeps what it was told over a reload', async () => {
    const text = (maxconn: number) => `global
    maxconn ${maxconn}
defaults
    mode http
    timeout connect 1s
    timeout client 30s
    timeout server 30s
frontend http
    bind :8000
    http-request set-var(txn.dice) rand(100)
    use_backend canary if { str(share),map_str_int(/etc/haproxy/share.map,0),sub(1),sub(txn.dice) ge 0 }
    default_backend stable
listen stats
    bind :8404
    stats enable
    stats uri /seen
`;
    await using proxy = await haproxy()
      .withConfig(text(2000))
      .withMap('/etc/haproxy/share.map', { share: '0' })
      .withServers('stable', [addressOf(0), `${addressOf(1)} weight 9`])
      .withServers('canary', [addressOf(4)])
      .start();
    const target = `${proxy.getUrl()}/version`;
    expect(proxy.getUrl(8000)).toBe(proxy.getUrl());
    expect((await fetch(`${proxy.getStatsUrl()};csv`)).status).toBe(200);
    expect((await verify({ target, ...SAYS, expect: '0%' })).verdict).toBe('matches');
    await proxy.setMap('/etc/haproxy/share.map', 'share', '50');
    await proxy.setMap('/etc/haproxy/share.map', 'other', '7');
    expect((await verify({ target, ...SAYS, expect: '50%' })).verdict).toBe('matches');
    await proxy.reload(text(2001));
    expect(await settingOf(proxy, 'maxconn')).toBe('maxconn 2001');
    expect((await verify({ target, ...SAYS, expect: '50%' })).verdict).toBe('matches');
    await expect(proxy.reload(text(2002).replace('bind :8000', 'bund :8000'))).rejects.toThrow(
      /HAProxy does not accept the configuration:[\s\S]*bund/,
    );
    expect(await settingOf(proxy, 'maxconn')).toBe('maxconn 2001');
    expect((await fetch(target)).status).toBe(200);
  });

  test('no request is lost while HAProxy is reloaded, also where its servers come from DNS', async () => {
    await using proxy = await haproxy()
      .withConsulDns('consul:8600', { shop: ['shop', 'shop-canary'] })
      .start();
    const target = `${proxy.getUrl()}/version`;
    const sources = { consul: consul.getUrl(), services: { stable: 'shop', canary: 'shop-canary' } };
    const wanted = { target, ...sources, ...SAYS, replicas: { stable: 4, canary: 1 } };
    expect(await untilRouted(wanted)).toMatchObject({ routed: true });
    const statuses = new Map<string, number>();
    let reloading = true;
    const client = async () => {
      while (reloading) {
        const answer = await fetch(target, { headers: { connection: 'close' } }).catch(String);
        const status = typeof answer === 'string' ? answer : String(answer.status);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        if (typeof answer !== 'string') await answer.arrayBuffer();
      }
    };
    const clients = Array.from({ length: 8 }, client);
    for (let time = 0; time < 5; time++) await proxy.reload();
    reloading = false;
    await Promise.all(clients);
    expect([...statuses.keys()]).toEqual(['200']);
    expect(statuses.get('200')).toBeGreaterThan(500);
  });

  test('a HAProxy that does not start says why, and leaves nothing', async () => {
    const label = `canary-verify-test=${process.pid}`;
    const started = haproxy()
      .withLabels({ 'canary-verify-test': String(process.pid) })
      .withConfig('frontend http\n    bund :80\n')
      .start();
    await expect(started).rejects.toThrow(
      // Whether Testcontainers or the class itself is the first to see that it has ended.
      /\. Its last words:\n[\s\S]*unknown keyword 'bund'/,
    );
    expect(await docker(['ps', '--all', '--quiet', '--filter', `label=${label}`])).toBe('');
  });
});

async function settingOf(proxy: StartedHaproxyContainer, word: string): Promise<string | undefined> {
  const { output } = await proxy.exec(['cat', '/usr/local/etc/haproxy/haproxy.cfg']);
  return output
    .split('\n')
    .find((line) => line.includes(word))
    ?.trim();
}
