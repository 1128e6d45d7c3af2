import { startService } from 'service-kit';

const service = await startService({
  handler: (_request, response) => void response.writeHead(404).end(),
  name: 'service-v1',
  version: '1.0.0',
  track: 'stable',
  address: '127.0.0.1',
  // Nobody listens there: this is about answering, and the attempts to register are few.
  consul: { address: '127.0.0.1:1' },
  log: () => {},
});
console.log(service.url);
process.stdin.on('close', () => process.exit()).resume();
