import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type StartedTopology, startTopology } from 'canary-verify/topology';

/**
 * Consul and HAProxy with one of the configurations of fixtures/haproxy, and no replicas yet. HAProxy logs only what did
 * not go smoothly: errors, retries and redispatches.
 */
export async function startBenchTopology(config: 'replicas' | 'retries'): Promise<StartedTopology> {
  const folder = await mkdtemp(join(tmpdir(), 'service-kit-bench-'));
  try {
    const fixture = new URL(`../../../../fixtures/haproxy/${config}.cfg`, import.meta.url);
    const quiet = (await readFile(fileURLToPath(fixture), 'utf8')).replace(
      'option httplog',
      'option httplog\n    option dontlog-normal',
    );
    const haproxyConfig = join(folder, `${config}.cfg`);
    await writeFile(haproxyConfig, quiet);
    return await startTopology('local', {
      haproxyConfig,
      replicas: {},
      programs: {},
      composeFile: '',
      readyTimeoutMs: 60_000,
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** What HAProxy has logged of requests that did not go smoothly. Streams that we have closed ourselves at the end did. */
export async function troubles(topology: StartedTopology): Promise<string[]> {
  const log = await topology.logs('haproxy');
  return log.split('\n').filter((line) => / HTTP\/1\.[01]"$/.test(line) && !/ CD-- /.test(line));
}
