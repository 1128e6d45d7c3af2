// A replica whose answers take a little time, as if it worked for them; with uploads, event streams and WebSockets.
import { startService } from 'service-kit';
import { WebSocketServer } from 'ws';

const WORK_MS = 8;
const EVENT_MS = 200;

const service = await startService({
  handler(request, response) {
    if (request.url === '/events') {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' });
      const timer = setInterval(() => response.write('data: tick\n\n'), EVENT_MS);
      response.once('close', () => clearInterval(timer));
      return;
    }
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
    });
    request.once('end', () => setTimeout(() => response.end(`${bytes}`), WORK_MS));
  },
});
new WebSocketServer({ server: service.server as never }).on('connection', (socket) => {
  socket.on('message', (message) => socket.send(message));
});
// Whoever started us holds the other end: when it is gone, in whatever way, nobody is left to stop us.
process.stdin.on('close', () => process.exit(1)).resume();
