import { verify } from 'canary-verify';

const [target = 'http://localhost:48151/version'] = process.argv.slice(2);
const verdict = await verify({ target, expect: '20%', replicas: { stable: 4, canary: 1 } });

console.log(`${verdict.verdict}: ${verdict.canary} of ${verdict.requests} responses came from the canary`);
process.exitCode = verdict.exitCode;
