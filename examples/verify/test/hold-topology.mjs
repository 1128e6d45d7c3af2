// Starts a topology, says so with its urls as one line of JSON, and holds it until somebody ends this process.
import { startTopology } from 'canary-verify/topology';
import { messageTopology } from '../dist/message-topology.js';

const topology = await startTopology(process.argv[2], messageTopology(1, 1));
process.stdout.write(`${JSON.stringify({ urls: topology.urls })}\n`);
setInterval(() => {}, 1_000_000);
