import { verify } from 'canary-verify';
import { startTopology } from 'canary-verify/topology';
import { messageTopology } from './message-topology.js';

// 'compose' runs the same in containers; 'auto' takes them when a Docker engine answers.
await using topology = await startTopology('local', messageTopology(4, 4));

const half = await verify({ target: `${topology.urls.service}/version`, expect: '50%' });
console.log(`4 + 4 replicas: ${half.verdict} ${half.share}`);

await topology.scale('service-v2', 1);
const fifth = await verify({ target: `${topology.urls.service}/version`, expect: '20%' });
console.log(`4 + 1 replicas: ${fifth.verdict} ${fifth.share}`);
