import { createSocket } from 'node:dgram';
import { once } from 'node:events';

/** A fake name server, which takes questions and answers none. */
export async function startSilentDns(): Promise<AsyncDisposable & { address: string }> {
  const socket = createSocket('udp4').on('message', () => {});
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    address: `127.0.0.1:${socket.address().port}`,
    async [Symbol.asyncDispose]() {
      socket.close();
    },
  };
}
