import { verifyHeaders } from 'canary-verify';

const [config = 'haproxy.cfg', target = 'http://localhost:48151/version'] = process.argv.slice(2);
const verdict = await verifyHeaders({ target, config });

for (const arm of verdict.arms) console.log(`${arm.verdict} after ${arm.requests} requests: ${arm.name}`);
for (const one of verdict.diagnosis) if (one.kind === 'leak') console.log(one.exchange);
process.exitCode = verdict.exitCode;
