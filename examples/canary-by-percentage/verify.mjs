import { verify } from 'canary-verify';

const [target = 'http://localhost:48151/version'] = process.argv.slice(2);
const verdict = await verify({
  target,
  expect: '0.01%',
  // More than 0.001 % and less than 0.019 %.
  tolerance: '0.009pp',
  maxTimeMs: 600_000,
});

console.log(`${verdict.verdict}: ${verdict.canary} of ${verdict.requests} responses came from the canary`);
process.exitCode = verdict.exitCode;
