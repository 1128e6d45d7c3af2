import { setFlagsFromString } from 'node:v8';
import { main } from './main.js';

// undici makes an Error for each connection that it closes, and to note where takes a quarter of a run on fresh connections.
// With DEBUG set, whoever looks for a fault of ours gets the stack.
if ((process.env.DEBUG ?? '') === '') Error.stackTraceLimit = 0;

// undici's parser sees only answers that are new. To make it fast once it has seen some takes a tenth of all the processor time
// that a usual run takes, on the cores that replicas of the same machine need.
setFlagsFromString('--wasm-tiering-budget=1000000000');

// Without it V8 lets garbage grow to 100 MB before it looks for it, where a server answers something else each time. What a usual
// run takes of the processor is the same.
setFlagsFromString('--optimize-for-size');

// Without it V8 lets garbage grow to 100 MB before it looks for it, where a server answers something else each time. A usual run
// takes no more of the processor with it.
setFlagsFromString('--optimize-for-size');

process.exitCode = await main(process.argv.slice(2), process.env);

// A name that is still being looked up, which cannot be told to stop, would keep an interrupted process alive.
if (process.exitCode === 130) process.stdout.write('', () => process.exit());
