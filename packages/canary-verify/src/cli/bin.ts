import { setFlagsFromString } from 'node:v8';
import { FAULT, faultText } from './fault.js';
import { main } from './main.js';
import { isWithoutReader, tell } from './output.js';

// undici makes an Error for each connection that it closes, and to note where takes a quarter of a run on fresh connections.
// With DEBUG set, whoever looks for a fault of ours gets the stack.
if ((process.env.DEBUG ?? '') === '') Error.stackTraceLimit = 0;

// undici's parser sees only answers that are new. To make it fast once it has seen some takes a tenth of all the processor time
// that a usual run takes, on the cores that replicas of the same machine need.
setFlagsFromString('--wasm-tiering-budget=1000000000');

// Without it V8 lets garbage grow to 100 MB before it looks for it, where a server answers something else each time. A usual run
// takes no more of the processor with it.
setFlagsFromString('--optimize-for-size');

/**
 * Does what the command line says and sets the exit code. `interruption`: aborted by the first signal, or when nobody
 * reads standard output any more (`| head -1`).
 */
async function start(interruption: AbortController): Promise<void> {
  // Whatever ends the process early is a fault of ours.
  process.exitCode = FAULT;
  let ended = false;
  const fail = (error: unknown) => {
    ended = true;
    tell(faultText(error));
    return FAULT;
  };
  process.on('uncaughtException', (error) => process.exit(fail(error)));
  process.once('exit', () => {
    if (!ended) process.exitCode = fail(new Error('the process ended before its work'));
  });
  // `print` hears of a failure, too, and knows what was to be written.
  process.stdout.on('error', (error) => {
    if (isWithoutReader(error)) interruption.abort();
  });

  const exitCode = await main(process.argv.slice(2), process.env, interruption.signal).catch(fail);
  ended = true;
  process.exitCode = exitCode;
  // A name that is still being looked up, which cannot be told to stop, would keep an interrupted process alive.
  if (exitCode === 130) process.stdout.write('', () => process.exit());
}

/** `bin/canary-verify.js` listens for signals before it loads this file, and leaves here what it has heard. */
const HEARD = Symbol.for('canary-verify.interruption');

function listenToSignals(): AbortController {
  const interruption = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => interruption.abort());
  return interruption;
}

const { [HEARD]: heard } = globalThis as { [HEARD]?: AbortController };
void start(heard ?? listenToSignals());
