import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Accounts } from './accounts.js';
import { BadRequest, readAccount, readFields } from './bad-request.js';
import { StoreUnavailable } from './redis.js';

const MOST_AMOUNT = 1_000_000;

/** The routes of the service: balances, and what changes them. */
export function application(accounts: Accounts, log: (line: string) => void): Hono {
  const app = new Hono();
  const tooLarge = () => Response.json({ error: 'the body must not be larger than 16 kB' }, { status: 413 });
  app.use(bodyLimit({ maxSize: 16 * 1024, onError: tooLarge }));

  app.get('/accounts/:account', async (context) => {
    const account = readAccount(context.req.param('account'));
    return context.json({ account, balance: await accounts.balance(account) });
  });

  app.post('/accounts/:account/credits', async (context) => {
    const account = readAccount(context.req.param('account'));
    const amount = readAmount((await readFields(context)).amount);
    return context.json({ account, balance: await accounts.add(account, amount) }, 201);
  });

  app.post('/accounts/:account/charges', async (context) => {
    const account = readAccount(context.req.param('account'));
    const fields = await readFields(context);
    const amount = readAmount(fields.amount);
    const id = fields.id === undefined ? randomUUID() : readChargeId(fields.id);
    const { outcome, balance } = await accounts.charge({ account, id, amount });
    if (outcome === 'refused')
      return context.json({ error: `not enough credit: ${balance} left, ${amount} needed`, balance }, 402);
    if (outcome === 'taken-back')
      return context.json({ error: `charge ${id} was taken back before it arrived` }, 409);
    return context.json({ account, charge: id, amount, balance }, 201);
  });

  app.delete('/accounts/:account/charges/:id', async (context) => {
    const account = readAccount(context.req.param('account'));
    const id = readChargeId(context.req.param('id'));
    return context.json({ account, balance: await accounts.takeBack(account, id) });
  });

  app.notFound((context) =>
    context.json({ error: `no such resource: ${context.req.method} ${context.req.path}` }, 404),
  );
  app.onError((error, context) => {
    if (error instanceof BadRequest) return context.json({ error: error.message }, 400);
    log(error.message);
    if (error instanceof StoreUnavailable)
      return context.json({ error: 'the accounts cannot be reached at the moment' }, 503);
    return context.json({ error: 'something went wrong here' }, 500);
  });
  return app;
}

function readAmount(value: unknown): number {
  if (Number.isInteger(value) && (value as number) >= 1 && (value as number) <= MOST_AMOUNT)
    return value as number;
  throw new BadRequest(`amount must be a whole number from 1 to ${MOST_AMOUNT}`);
}

function readChargeId(value: unknown): string {
  if (typeof value === 'string' && /^[a-z0-9-]{1,64}$/i.test(value)) return value;
  throw new BadRequest('id must be 1 to 64 letters, digits or dashes');
}
