// What must be reached, each line beside the programs it is held against, in one run: `npm run bench:speed -w canary-verify`.
// `-- --quick` tries it out in a minute or two.
import { printTable } from 'workbench/table';
import { installed } from './installed.js';
import { memory } from './memory.js';
import { rates } from './rates.js';
import { startUp } from './start-up.js';
import { headersOfReplicas, rareShare, tenthOfReplicas } from './whole-commands.js';

// Ten seconds, as autocannon and wrk take of themselves: in the first ones V8 is still compiling.
const effort = process.argv.includes('--quick') ? { rounds: 1, seconds: 1 } : { rounds: 7, seconds: 10 };

const lines = [
  ...(await rates(effort)),
  ...(await tenthOfReplicas(effort)),
  ...(await headersOfReplicas(effort)),
  await rareShare(effort),
  startUp(effort),
  await installed(),
  memory(),
];
console.log('');
printTable(
  ['what', 'goal', 'got', ''],
  lines.map(({ what, goal, got, reached }) => [what, goal, got, reached ? 'reached' : 'missed']),
);
process.exitCode = lines.every(({ reached }) => reached) ? 0 : 1;
