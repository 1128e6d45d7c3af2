// Answers every request with what its environment says. With CALLING it has also asked something of somebody, once.
import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';

const { headers, body } = JSON.parse(process.env.ANSWER ?? '');
// Nobody listens there. The call leaves Node's code for outgoing messages compiled for two kinds of them.
if (process.env.CALLING === 'yes') get('http://127.0.0.1:1/').on('error', () => {});
// The same time-out as service-kit's, because it stands in every answer.
const server = createServer({ keepAliveTimeout: 75_000 }, (_request, response) => {
  response.writeHead(200, headers);
  response.end(body);
});
// On every address, as service-kit listens: sockets for IPv4 alone cost a little less.
server.listen(0, () => {
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
process.stdin.on('close', () => process.exit()).resume();
