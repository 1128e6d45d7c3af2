// A reporter beside Vitest's own: what runs meanwhile, where no terminal shows it, and a line at the end.
import { basename } from 'node:path';

/** In milliseconds: seldom enough for a log, often enough for a person. */
const EVERY_MS = 15_000;

/** @implements {import('vitest/reporters').Reporter} */
export class Progress {
  #startedAt = performance.now();
  #files = 0;
  #ended = 0;
  #tests = { passed: 0, failed: 0, skipped: 0 };
  /** When each file that runs has begun, by its path. */
  #running = new Map();
  #ticking;

  onTestRunStart(specifications) {
    this.#startedAt = performance.now();
    this.#files = specifications.length;
    this.#ended = 0;
    this.#tests = { passed: 0, failed: 0, skipped: 0 };
    if (!process.stdout.isTTY) this.#ticking = setInterval(() => this.#say(), EVERY_MS);
  }

  onTestModuleStart({ relativeModuleId }) {
    this.#running.set(relativeModuleId, performance.now());
  }

  onTestCaseResult(test) {
    const { state } = test.result();
    if (state in this.#tests) this.#tests[state]++;
  }

  onTestModuleEnd({ relativeModuleId }) {
    this.#running.delete(relativeModuleId);
    this.#ended++;
  }

  onTestRunEnd(_modules, errors, reason) {
    clearInterval(this.#ticking);
    const { passed, failed, skipped } = this.#tests;
    const outcome = reason === 'passed' && errors.length === 0 ? '✔' : '✘';
    const counts = [`${passed} passed`, ...(failed > 0 ? [`${failed} failed`] : [])];
    if (skipped > 0) counts.push(`${skipped} left out`);
    const where = basename(process.cwd());
    console.log(
      `${outcome} ${where}: ${counts.join(', ')}, in ${this.#ended} files and ${secondsSince(this.#startedAt)} s`,
    );
  }

  #say() {
    const running = [...this.#running].map(([file, since]) => `${file} (${secondsSince(since)} s)`);
    const { passed, failed } = this.#tests;
    console.log(
      `… ${secondsSince(this.#startedAt)} s: ${this.#ended} of ${this.#files} files, ${passed} tests passed, ${failed} failed; ` +
        `now ${running.join(', ') || 'between two files'}`,
    );
  }
}

function secondsSince(start) {
  return Math.round((performance.now() - start) / 1000);
}
