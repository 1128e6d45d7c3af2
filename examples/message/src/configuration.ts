import type { Feature } from './app.js';

export interface Configuration {
  redisUrl: string;
  /** Where credit answers, without a trailing slash; `http://credit` when it is to be discovered. */
  creditUrl: string;
  /** Whether Consul is asked for the instances of credit, instead of a proxy in between. */
  discoversCredit: boolean;
  features: ReadonlySet<Feature>;
}

/** Reads REDIS_URL, CREDIT_URL, CONSUL_HTTP_ADDR or SERVICE_URL, and FEATURES. The rest of the environment is service-kit's. */
export function readConfiguration(env: NodeJS.ProcessEnv): Configuration {
  const discoversCredit = !env.CREDIT_URL && Boolean(env.CONSUL_HTTP_ADDR);
  return {
    redisUrl: env.REDIS_URL || 'redis://127.0.0.1:6379',
    creditUrl: discoversCredit ? 'http://credit' : readCreditUrl(env),
    discoversCredit,
    features: new Set((env.FEATURES || '').split(',').filter(Boolean).map(readFeature)),
  };
}

function readCreditUrl({ CREDIT_URL, SERVICE_URL }: NodeJS.ProcessEnv): string {
  const url = CREDIT_URL || (SERVICE_URL ? `${SERVICE_URL.replace(/\/+$/, '')}/credit` : '');
  if (/^https?:\/\//.test(url) && URL.canParse(url)) return url.replace(/\/+$/, '');
  throw new Error(
    `CREDIT_URL, or SERVICE_URL for credit behind the same proxy, wants an http URL (with CONSUL_HTTP_ADDR neither is needed), got ${JSON.stringify(url)}`,
  );
}

function readFeature(name: string): Feature {
  if (name === 'message-count') return name;
  throw new Error(`FEATURES knows only message-count, got ${JSON.stringify(name)}`);
}
