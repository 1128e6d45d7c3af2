// Loaded before the command: chance repeats (mulberry32), so that its output does.
let state = 1;
Math.random = () => {
  state = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), state | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
};

// And time passes at a third of its speed, but where it is what a case is about: how many requests a run sends within a limit of
// time must not depend on the machine.
if (!process.argv.includes('--max-time')) {
  const now = performance.now.bind(performance);
  performance.now = () => now() / 3;
}
