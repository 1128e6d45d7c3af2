import { verify } from 'canary-verify';

const verdict = await verify({
  target: process.argv[2] ?? 'http://localhost:48151/version',
  arms: [
    { name: 'marked', headers: { 'X-Canary': 'always' }, expect: '100%' },
    { name: 'unmarked', expect: '0%' },
  ],
});

for (const arm of verdict.arms) console.log(`${arm.name}: ${arm.verdict} after ${arm.requests} requests`);
process.exitCode = verdict.exitCode;
