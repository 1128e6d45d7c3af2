import { getRequestListener } from '@hono/node-server';
import { startService } from 'service-kit';
import { Accounts } from './accounts.js';
import { application } from './app.js';
import { readConfiguration } from './configuration.js';
import { connectToRedis } from './redis.js';

const log = (line: string) => console.error(line);
const { redisUrl, initialCredit } = readConfiguration(process.env);
const accounts = new Accounts(connectToRedis(redisUrl, log), initialCredit);
await startService({ handler: getRequestListener(application(accounts, log).fetch), log });
