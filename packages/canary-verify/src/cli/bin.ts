import { main } from './main.js';

process.exitCode = await main(process.argv.slice(2), process.env);

// A name that is still being looked up, which cannot be told to stop, would keep an interrupted process alive.
if (process.exitCode === 130) process.stdout.write('', () => process.exit());
