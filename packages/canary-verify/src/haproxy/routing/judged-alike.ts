import { type AskedTest, AskedTests } from './evaluation/asked-tests.js';
import type { Scope } from './evaluation/asking.js';
import { type Arrival, onWay } from './evaluation/message.js';
import { testHolds } from './evaluation/truth.js';
import type { Effect } from './rules/effect.js';
import { constantText } from './rules/log-format.js';
import { proxyIndex } from './rules/proxy-index.js';
import type { Assumed, Deduction, ProxyRules, RoutingRules } from './rules/rules.js';

/** Follows a request through all its ways, and notes the tests that it is asked. */
type Follow = (asked: AskedTests | null) => Deduction;

/**
 * The end of a request. Where rules do nothing but test it and choose, requests end alike of which all tests find the same: one
 * of them is followed, and of the others no more than these tests is asked.
 */
export function judgedAlike(
  subject: { rules: RoutingRules; proxy: ProxyRules; assumed: Assumed },
  arrived: Arrival,
  follow: Follow,
): Deduction {
  const known = knownEnds(subject);
  if (known === null) return follow(null);
  const found = known.find(arrived);
  if (found !== null) return found;
  const asked = new AskedTests();
  const deduction = follow(asked);
  if (!asked.unsure) known.add(asked.all, deduction);
  return deduction;
}

/** A test with what comes after it, or the end of the requests that come there. */
type Step =
  | { kind: 'test'; at: AskedTest; held: Step | null; failed: Step | null }
  | { kind: 'end'; deduction: Deduction };

/** No more tests are remembered: those of some requests through thousands of rules. */
const MOST_STEPS = 50_000;

class KnownEnds {
  #first: Step | null = null;
  #steps = 0;
  readonly #constants: Pick<Scope, 'rules' | 'assumed' | 'frontend'>;

  constructor(constants: Pick<Scope, 'rules' | 'assumed' | 'frontend'>) {
    this.#constants = constants;
  }

  /** Null if no request of which tests found the same has been followed. */
  find(arrived: Arrival): Deduction | null {
    const message = onWay(arrived, NO_WAY);
    const { rules, assumed, frontend } = this.#constants;
    let step = this.#first;
    while (step !== null && step.kind === 'test') {
      const { test, phase, mode, proxy } = step.at;
      const truth = testHolds(test, { message, phase, mode, rules, assumed, frontend, proxy });
      if (typeof truth !== 'boolean') return null;
      step = truth ? step.held : step.failed;
    }
    return step?.deduction ?? null;
  }

  add(asked: readonly AskedTest[], deduction: Deduction): void {
    if (this.#steps + asked.length > MOST_STEPS) return;
    let put = (step: Step) => {
      this.#first = step;
    };
    let next = this.#first;
    for (const at of asked) {
      let step = next;
      if (step === null) {
        step = { kind: 'test', at, held: null, failed: null };
        this.#steps++;
        put(step);
      }
      // The rules ask the same as long as they are answered the same.
      if (step.kind !== 'test' || step.at.test !== at.test) return;
      const test = step;
      next = at.truth ? test.held : test.failed;
      put = (step) => {
        if (at.truth) test.held = step;
        else test.failed = step;
      };
    }
    put({ kind: 'end', deduction });
  }
}

/** The tests that are remembered draw nothing. */
const NO_WAY = { chance: () => 0, doubt: () => false, tried: () => {} };

/** By frontend and by what is assumed; null where more than tests has a say. */
const KNOWN = new WeakMap<RoutingRules, Map<string, KnownEnds | null>>();

function knownEnds({ rules, proxy, assumed }: Parameters<typeof judgedAlike>[0]): KnownEnds | null {
  const ofRules = KNOWN.get(rules) ?? new Map<string, KnownEnds | null>();
  KNOWN.set(rules, ofRules);
  const key = `${proxy.name} ${assumed.calm} ${JSON.stringify(assumed.serversUp)}`;
  const known = ofRules.get(key);
  if (known !== undefined) return known;
  const made = testsOnly(rules, proxy) ? new KnownEnds({ rules, assumed, frontend: proxy.name }) : null;
  ofRules.set(key, made);
  return made;
}

/** Whether the rules on all ways from a frontend only test the request, and choose among what stands in the file. */
function testsOnly(rules: RoutingRules, proxy: ProxyRules): boolean {
  const { backends } = proxyIndex(rules);
  const named = proxy.rules.flatMap(({ effect }) =>
    effect.kind === 'backend' ? [backends.get(constantText(effect.name) ?? '')] : [],
  );
  const proxies = [proxy, ...named].filter((one) => one !== undefined);
  return proxies.every(
    (one) => one.serving.cookie === null && one.rules.every(({ effect }) => isChoice(effect)),
  );
}

function isChoice(effect: Effect): boolean {
  switch (effect.kind) {
    case 'backend':
    case 'server':
      return constantText(effect.name) !== null;
    case 'answer':
    case 'accept':
    case 'persist':
      return true;
    default:
      return false;
  }
}
