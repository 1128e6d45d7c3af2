import { startService } from 'service-kit';

/** How long a request takes: long enough that some are always in flight, in milliseconds. */
const WORK_MS = 8;

await startService({
  handler: (_request, response) => void setTimeout(() => response.end('done'), WORK_MS),
});
// Whoever started us holds the other end: when it is gone, in whatever way, nobody is left to stop us.
process.stdin.on('close', () => process.exit(1)).resume();
