import type { KnownTest } from '../rules/condition.js';
import type { Phase } from '../rules/rules.js';

/** Where rules ask. */
interface Asked {
  phase: Phase;
  mode: 'http' | 'tcp';
  proxy: string;
}

/** A test that rules asked of a request, where they asked it, and whether it held. */
export interface AskedTest extends Asked {
  test: KnownTest;
  truth: boolean;
}

/** The tests that rules ask of a request, over all its ways, in their order. */
export class AskedTests {
  readonly all: AskedTest[] = [];
  /** Something could not be told: the request may matter in more than what its tests found. */
  unsure = false;
  readonly #last = new Map<KnownTest, AskedTest>();

  /** A test that is asked again at the same place finds the same. */
  note(test: KnownTest, { phase, mode, proxy }: Asked, truth: unknown): void {
    if (typeof truth !== 'boolean') this.unsure = true;
    if (typeof truth !== 'boolean' || this.unsure) return;
    const last = this.#last.get(test);
    if (last?.phase === phase && last.proxy === proxy) return;
    const asked = { test, phase, mode, proxy, truth };
    this.#last.set(test, asked);
    this.all.push(asked);
  }
}
