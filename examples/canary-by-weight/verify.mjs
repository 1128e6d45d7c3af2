import { verify } from 'canary-verify';

const [target = 'http://localhost:48151/version', consul = 'http://localhost:8500'] = process.argv.slice(2);
const verdict = await verify({ target, expect: 'auto', consul });

console.log(`${verdict.verdict}: ${verdict.share}, expected ${verdict.expected.share}`);
process.exitCode = verdict.exitCode;
