import { verify } from 'canary-verify';

const verdict = await verify({ target: process.argv[2] ?? 'http://localhost:48151/version', expect: '10%' });

console.log(`${verdict.verdict}: ${verdict.share}, surely between ${verdict.interval?.join(' and ')}`);
for (const [instance, { version, count }] of Object.entries(verdict.instances))
  console.log(`${instance} (${version}): ${count} responses`);
process.exitCode = verdict.exitCode;
