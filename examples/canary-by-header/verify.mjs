import { verify } from 'canary-verify';

const [target = 'http://localhost:48151/version'] = process.argv.slice(2);
const verdict = await verify({
  target,
  arms: [
    { name: 'marked', headers: { 'X-Canary': 'always' }, expect: '100%' },
    { name: 'unmarked', expect: '0%' },
  ],
});

for (const { name, verdict: answer, requests } of verdict.arms)
  console.log(`${name}: ${answer} after ${requests} requests`);
process.exitCode = verdict.exitCode;
