import type { Context } from 'hono';

/** What the client sent cannot be used. The message is for the client. */
export class BadRequest extends Error {
  override readonly name = 'BadRequest';
}

/** The fields of a request's JSON object. Their values may be anything. */
export async function readFields(context: Context): Promise<Readonly<Record<string, unknown>>> {
  const body: unknown = await context.req.json().catch(() => {
    throw new BadRequest('the body must be JSON');
  });
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new BadRequest('the body must be a JSON object');
  return body as Record<string, unknown>;
}

/** The name of an account. */
export function readAccount(value: unknown): string {
  if (typeof value === 'string' && /^[a-z0-9][a-z0-9_-]{0,62}$/i.test(value)) return value;
  throw new BadRequest(
    'account must be 1 to 63 letters, digits, dashes or underscores, the first a letter or digit',
  );
}
