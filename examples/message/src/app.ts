import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { type AcceptParts, accept } from './accept.js';
import { BadRequest, readAccount, readFields } from './bad-request.js';
import { CreditUnavailable } from './credit.js';
import type { Message } from './messages.js';
import { StoreUnavailable } from './redis.js';

/** What a version can do beyond the one before it. */
export type Feature = 'message-count';

const MOST_CHARACTERS = 1_000;
const MOST_LISTED = 100;

/** The routes of the service: messages in, messages out. */
export function application(parts: AcceptParts, features: ReadonlySet<Feature>): Hono {
  const { messages, log } = parts;
  const app = new Hono();
  const tooLarge = () => Response.json({ error: 'the body must not be larger than 16 kB' }, { status: 413 });
  app.use(bodyLimit({ maxSize: 16 * 1024, onError: tooLarge }));

  app.post('/messages', async (context) => {
    const message = newMessage(await readFields(context));
    const acceptance = await accept(message, parts);
    return acceptance.accepted ? context.json(message, 201) : context.json({ error: acceptance.reason }, 402);
  });

  app.get('/messages', async (context) => {
    const limit = readLimit(context.req.query('limit'));
    return context.json({ messages: await messages.newest(limit) });
  });

  // Who answers on the way: this service says it in its headers, the next one in the body.
  app.get('/hops', async (context) => context.json({ credit: await parts.credit.version() }));

  if (features.has('message-count'))
    app.get('/messages/count', async (context) => context.json({ count: await messages.count() }));

  app.notFound((context) =>
    context.json({ error: `no such resource: ${context.req.method} ${context.req.path}` }, 404),
  );
  app.onError((error, context) => {
    if (error instanceof BadRequest) return context.json({ error: error.message }, 400);
    log(`${error.name}: ${error.message}`);
    if (error instanceof CreditUnavailable)
      return context.json({ error: 'credit does not answer: nothing was accepted' }, 503);
    if (error instanceof StoreUnavailable)
      return context.json({ error: 'the messages cannot be reached at the moment' }, 503);
    return context.json({ error: 'something went wrong here' }, 500);
  });
  return app;
}

function newMessage({ account, text }: Readonly<Record<string, unknown>>): Message {
  return {
    id: randomUUID(),
    account: readAccount(account),
    text: readText(text),
    acceptedAt: new Date().toISOString(),
  };
}

function readText(value: unknown): string {
  if (typeof value === 'string' && value.trim() !== '' && value.length <= MOST_CHARACTERS) return value;
  throw new BadRequest(`text must be a text of 1 to ${MOST_CHARACTERS} characters, and not only blanks`);
}

function readLimit(value = '20'): number {
  const limit = /^\d{1,3}$/.test(value) ? Number(value) : 0;
  if (limit >= 1 && limit <= MOST_LISTED) return limit;
  throw new BadRequest(`limit must be a whole number from 1 to ${MOST_LISTED}`);
}
