// Counts the modules that a program loads: preloaded with --import, it prints their number when the program ends.
import { register } from 'node:module';
import { MessageChannel } from 'node:worker_threads';

const { port1, port2 } = new MessageChannel();
const hooks = `
  let port;
  export const initialize = (data) => { port = data.port; };
  export const load = async (url, context, next) => {
    if (url.startsWith('file:')) port.postMessage(url);
    return next(url, context);
  };`;
const urls = new Set();
port1.on('message', (url) => urls.add(url));
port1.unref();
register(`data:text/javascript,${encodeURIComponent(hooks)}`, {
  data: { port: port2 },
  transferList: [port2],
});
process.on('beforeExit', () => {
  if (process.exitCode === undefined) console.log(`modules: ${urls.size}`);
  process.exitCode = 0;
});
