// Stands for your service: it says its version, and tells Consul when it comes and goes.
import { createServer } from 'node:http';
import { hostname, networkInterfaces } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';

const PORT = 8080;
const { CONSUL_NAME, VERSION, TRACK } = process.env;
const instance = `${CONSUL_NAME}-${hostname()}`;
const { address } = Object.values(networkInterfaces())
  .flat()
  .find(({ family, internal }) => family === 'IPv4' && !internal);

const server = createServer((_request, response) => {
  response.setHeader('Content-Type', 'application/json');
  response.end(JSON.stringify({ service: CONSUL_NAME, version: VERSION, track: TRACK, instance }));
});
server.listen(PORT, async () => {
  const registration = {
    ID: instance,
    Name: CONSUL_NAME,
    Address: address,
    Port: PORT,
    Check: { HTTP: `http://${address}:${PORT}/`, Interval: '1s', Status: 'passing' },
  };
  // Consul may not be there yet.
  while (!(await tellConsul('register', registration))) await pause(500);
});
process.once('SIGTERM', async () => {
  await tellConsul(`deregister/${instance}`);
  // HAProxy asks Consul each second, and forgets the last replica a second later.
  await pause(3_500);
  server.close(() => process.exit());
  server.closeIdleConnections();
});

/** Whether Consul has taken it. */
async function tellConsul(what, body = {}) {
  const url = `http://consul:8500/v1/agent/service/${what}`;
  try {
    const response = await fetch(url, { method: 'PUT', body: JSON.stringify(body) });
    if (!response.ok) console.error(`Consul answered ${response.status}: ${await response.text()}`);
    return response.ok;
  } catch (error) {
    console.error(`Consul does not answer: ${error.cause?.message ?? error.message}`);
    return false;
  }
}
