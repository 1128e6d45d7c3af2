import { type StartedTopology, startTopology, type TopologyDriver } from 'canary-verify/topology';
import { canaryVerify } from './command-line.js';
import { haproxyConfig, messageTopology } from './message-topology.js';

/** One claim about the traffic, as it would be typed, and the exit code that it should end with. */
interface Claim {
  argv: readonly string[];
  exitCode: 0 | 1;
}

process.exitCode = await demo(process.argv[2]);

/** The life of a canary: beside the stable version, behind a header, promoted. 0 when every verdict was the expected one. */
async function demo(driver: string | undefined): Promise<number> {
  const startedAt = performance.now();
  await using topology = await start(driver);
  const claim = async (claim: Claim) => check(topology, claim);

  say('9 stable and 1 canary replica: 10 % is the share they give');
  let asExpected = await claim({ argv: ['--expect', '10%'], exitCode: 0 });
  say('had we declared 25 %, it would tell');
  asExpected = (await claim({ argv: ['--expect', '25%'], exitCode: 1 })) && asExpected;

  say('HAProxy restarts with headers.cfg: only requests marked `X-Canary: always` reach the canary');
  await topology.useHaproxyConfig(haproxyConfig('headers'));
  asExpected =
    (await claim({ argv: ['--expect', '100%', '-H', 'X-Canary: always'], exitCode: 0 })) && asExpected;
  asExpected = (await claim({ argv: ['--expect', '0%'], exitCode: 0 })) && asExpected;

  say('promotion: first 9 canary replicas, then no stable one, which leave without losing a request');
  await topology.useHaproxyConfig(haproxyConfig('replicas'));
  await topology.scale('service-v2', 9);
  await topology.scale('service-v1', 0);
  asExpected = (await claim({ argv: ['--expect', '100%'], exitCode: 0 })) && asExpected;

  say('taking everything down');
  await topology.stop();
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
  say(
    asExpected
      ? `done in ${seconds} s: every verdict was the expected one`
      : 'a verdict was not the expected one',
  );
  return asExpected ? 0 : 1;
}

/** Containers when an engine answers and has the images, else processes on this machine. */
async function start(driver: string | undefined): Promise<StartedTopology> {
  if (driver !== undefined && driver !== 'local' && driver !== 'compose')
    throw new Error(`demo wants "local", "compose" or nothing, got ${JSON.stringify(driver)}`);
  const chosen: TopologyDriver | 'auto' = driver ?? 'auto';
  say(
    `starting Consul, HAProxy, Redis and the services (${chosen === 'auto' ? 'containers, or processes without Docker' : chosen})`,
  );
  const definition = messageTopology(9, 1);
  const topology = await startTopology(chosen, definition).catch((error: unknown) => {
    if (chosen !== 'auto') throw error;
    say(
      `Docker would not do (${error instanceof Error ? error.message.split('\n')[0] : error}); processes instead`,
    );
    return startTopology('local', definition);
  });
  say(`up, as ${topology.driver === 'local' ? 'processes' : 'containers'}: ${topology.urls.service}`);
  return topology;
}

async function check(topology: StartedTopology, { argv, exitCode }: Claim): Promise<boolean> {
  const url = `${topology.urls.service}/version`;
  const typed = ['canary-verify', ...argv, url].map((word) => (/\s/.test(word) ? `'${word}'` : word));
  process.stdout.write(`\n  $ ${typed.join(' ')}\n`);
  const run = await canaryVerify(...argv, url);
  process.stdout.write(indented(run.stdout + run.stderr));
  process.stdout.write(`  exit code ${run.exitCode}, expected ${exitCode}\n`);
  return run.exitCode === exitCode;
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}

function say(line: string): void {
  process.stdout.write(`\n▶ ${line}\n`);
}
