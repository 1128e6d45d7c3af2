import { untilRouted, verify } from 'canary-verify';
import {
  ConsulContainer,
  HaproxyContainer,
  type StartedConsulContainer,
  type StartedHaproxyContainer,
} from 'canary-verify/testcontainers';
import { GenericContainer, Network, Wait } from 'testcontainers';

const [consulImage = '', haproxyImage = '', shopImage = ''] = process.argv.slice(2);

const network = await new Network().start();
const consul: StartedConsulContainer = await new ConsulContainer(consulImage)
  .withNetwork(network)
  .withNetworkAliases('consul')
  .withConfig('log_level = "warn"')
  .withStartupTimeout(60_000)
  .start();
const shop = (name: string, build: string) =>
  new GenericContainer(shopImage)
    .withNetwork(network)
    .withEnvironment({ CONSUL_NAME: name, BUILD: build })
    .withExposedPorts(8080)
    .withWaitStrategy(Wait.forListeningPorts())
    .start();
const shops = await Promise.all([shop('shop', '1'), shop('shop-canary', '2')]);
const haproxy: StartedHaproxyContainer = await new HaproxyContainer(haproxyImage)
  .withNetwork(network)
  .withConsulDns('consul:8600', { shop: ['shop', 'shop-canary'] })
  .withMap('/etc/haproxy/share.map', { share: '10' })
  .withEnvironment({ NAME: 'value' })
  .start();
try {
  const options = {
    ...{ target: `${haproxy.getUrl()}/version`, instance: 'json:/host' as const },
    ...{ by: 'json:/build' as const, stable: '1', canary: '2' },
    consul: consul.getUrl(),
    haproxyStats: [haproxy.getRuntimeSocket()],
    services: { stable: 'shop', canary: 'shop-canary' },
  };
  const { routed } = await untilRouted({ ...options, replicas: { stable: 1, canary: 1 } });
  await haproxy.reload();
  const { verdict } = await verify({ ...options, expect: '50%' });
  console.log(routed, verdict);
} finally {
  await Promise.all([haproxy, consul, ...shops].map((container) => container.stop()));
  await network.stop();
}

export function refused(): void {
  // @ts-expect-error servers are a list
  new HaproxyContainer(haproxyImage).withServers('shop', 'web:8080');
  // @ts-expect-error there is no statistics page of Consul
  consul.getStatsUrl();
}
