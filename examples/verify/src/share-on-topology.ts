import { share } from 'canary-verify/rollout';
import { startTopology } from 'canary-verify/topology';
import { haproxyConfig, messageTopology } from './message-topology.js';

const definition = { ...messageTopology(4, 1), haproxyConfig: haproxyConfig('percent-map') };
await using topology = await startTopology('local', definition);

for (const percent of ['5%', '25%']) {
  const { verdict } = await share({
    share: percent,
    where: { map: 'maps/percent.map', haproxyStats: [topology.haproxySocket] },
    verify: { target: `${topology.urls.service}/version` },
  });
  console.log(`${percent}: ${verdict.verdict} ${verdict.share}`);
}
