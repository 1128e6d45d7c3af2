export interface Configuration {
  redisUrl: string;
  /** What an account has when it is first heard of. */
  initialCredit: number;
}

/** Reads REDIS_URL and CREDIT_INITIAL. The rest of the environment is service-kit's. */
export function readConfiguration(env: NodeJS.ProcessEnv): Configuration {
  return {
    redisUrl: env.REDIS_URL || 'redis://127.0.0.1:6379',
    initialCredit: readWhole(env.CREDIT_INITIAL || '1000'),
  };
}

function readWhole(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new Error(`CREDIT_INITIAL wants a whole number from 0 to 999999999, got ${JSON.stringify(text)}`);
}
