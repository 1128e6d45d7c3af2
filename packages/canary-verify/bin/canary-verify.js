#!/usr/bin/env node
// This file holds what must be true before the program is loaded. A signal is kept until the program can obey it; a second
// one ends the process.
const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => interruption.abort());
globalThis[Symbol.for('canary-verify.interruption')] = interruption;

// Whatever ends the process early is a fault of ours: never the 0 of `matches` nor the 1 of `differs`.
process.exitCode = 70;

import('../dist/cli/bin.js').catch(refuseToStart);

/** An installation is broken, or this version of Node is too old. */
function refuseToStart(error) {
  process.stderr.on('error', () => {});
  process.stderr.write(`canary-verify: cannot be loaded (exit code 70): ${error.message.split('\n')[0]}\n`);
}
