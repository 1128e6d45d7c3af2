import { masked } from '../text/masked.js';

/** Why a question to Consul or HAProxy got no answer. `fetch` hides why a connection failed in the cause of its error, and a time-out in its name. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'AbortError') return 'no answer in time';
  const { code, message } = (error.cause ?? error) as { code?: string; message?: string };
  return masked(code ?? message ?? error.message);
}
