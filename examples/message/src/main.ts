import { getRequestListener } from '@hono/node-server';
import { startService } from 'service-kit';
import { discover } from 'service-kit/discovery';
import { application } from './app.js';
import { readConfiguration } from './configuration.js';
import { Credit } from './credit.js';
import { Messages } from './messages.js';
import { connectToRedis } from './redis.js';

/** Longest time that credit may take, in milliseconds. */
const CREDIT_MS = 2_000;

const log = (line: string) => console.error(line);
const { redisUrl, creditUrl, discoversCredit, features } = readConfiguration(process.env);
const discovery = discoversCredit ? discover('credit', { log }) : null;
const messages = new Messages(connectToRedis(redisUrl, log));
const credit = new Credit(creditUrl, CREDIT_MS, discovery?.dispatcher);
const app = application({ messages, credit, log }, features);
await startService({ handler: getRequestListener(app.fetch), log });
