// Loaded before canary-verify: kills it, as `kill -9` does, once so many records of its journal are stored, in a folder or in Consul.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

let left = Number(process.env.DIE_AFTER);

function stored() {
  if (--left === 0) process.kill(process.pid, 'SIGKILL');
}

const { fsyncSync } = fs;
fs.fsyncSync = (descriptor) => {
  fsyncSync(descriptor);
  stored();
};
syncBuiltinESMExports();

const ask = globalThis.fetch;
globalThis.fetch = async (url, options) => {
  const response = await ask(url, options);
  const isRecord = String(url).endsWith('/v1/txn') && String(options.body).includes('"cas"');
  if (isRecord && response.status === 200) stored();
  return response;
};
