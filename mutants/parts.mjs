/**
 * What is changed together, and the tests that should notice. A change lies in `src`: tests that run what was built, other
 * processes, containers or a browser do not see it, and are left out. So are simulations of thousands of runs, which would
 * take minutes for each change. A part takes less than a quarter of an hour on two cores.
 *
 * `lowestScore`: below this the nightly run fails; 0 where nobody has measured yet. Changes that nobody could notice count as
 * unnoticed here.
 *
 * @typedef {{ folder: string, sources: string[], tests: string[], without?: string[], lowestScore: number }} Part
 */
const verifier = 'packages/canary-verify';
const kit = 'packages/service-kit';

/** @type {Record<string, Part>} */
export const PARTS = {
  'split-test': {
    folder: verifier,
    sources: [
      ...['statistics/{split-test,alternatives,likelihood-mixture,two-sided-threshold,share-interval}.ts'],
      ...['statistics/{zero-leak,limit-test,unseen-replica}.ts'],
    ],
    tests: [
      ...[
        'statistics/{split-test,split-test-properties,likelihood-mixture,two-sided-threshold,share-interval}',
      ],
      ...['statistics/{zero-leak,limit-test,unseen-replica}'],
    ],
    lowestScore: 0,
  },
  guards: {
    folder: verifier,
    sources: ['statistics/{pair-test,krichevsky-trofimov,evenness-test,goodness-of-fit,deviance,cells}.ts'],
    tests: ['statistics/{pair-test,evenness-test,goodness-of-fit,deviance}', 'verdict/*'],
    lowestScore: 0,
  },
  distributions: {
    folder: verifier,
    sources: [
      ...['statistics/{incomplete-beta,log-gamma,beta-quantile,binomial-test,binomial-interval}.ts'],
      ...['statistics/{binomial-step,chi-square,normal-quantile}.ts'],
    ],
    tests: [
      ...['statistics/{incomplete-beta,log-gamma,beta-quantile,binomial-test,binomial-interval}'],
      ...['statistics/{chi-square,normal-quantile}'],
    ],
    lowestScore: 0,
  },
  odds: {
    folder: verifier,
    sources: ['statistics/{beta-mixture,odds-test,odds-batch,slow-spells,multinomial-test}.ts'],
    tests: ['statistics/{beta-mixture,odds-test,odds-batch,slow-spells,multinomial-test}'],
    lowestScore: 0,
  },
  counts: {
    folder: verifier,
    sources: ['{tally,decide}/*.ts'],
    tests: ['{tally,decide,verdict}/*'],
    without: ['tally/{guards,health,second-hop,seen-replicas}'],
    lowestScore: 87,
  },
  verdict: { folder: verifier, sources: ['verdict/*.ts'], tests: ['verdict/*'], lowestScore: 90 },
  plan: {
    folder: verifier,
    sources: ['plan/*.ts'],
    tests: ['plan/*', 'reporters/words/plan-text'],
    lowestScore: 97,
  },
  options: {
    folder: verifier,
    sources: ['options/*.ts'],
    tests: ['options/*', 'haproxy/runtime/stats-place', 'cli/{verify-options,arm-flags}', 'sampling/pace'],
    without: ['options/request'],
    lowestScore: 50,
  },
  classify: {
    folder: verifier,
    sources: ['{classify,observation}/*.ts'],
    tests: ['{classify,observation}/*', 'settle/after-redirect'],
    lowestScore: 90,
  },
  settle: { folder: verifier, sources: ['settle/*.ts'], tests: ['settle/*', 'verify'], lowestScore: 0 },
  text: {
    folder: verifier,
    sources: ['text/*.ts'],
    tests: ['text/*', 'options/options', 'reporters/{text,markdown,github}'],
    lowestScore: 91,
  },
  consul: { folder: verifier, sources: ['consul/*.ts'], tests: ['consul/*'], lowestScore: 0 },
  routed: { folder: verifier, sources: ['{routed,follow}/*.ts'], tests: ['routed/*'], lowestScore: 0 },
  haproxy: {
    folder: verifier,
    sources: ['haproxy/{configuration,backends,routing}/**/*.ts'],
    tests: ['haproxy/{configuration,backends,routing}/**/*'],
    without: ['haproxy/**/*differential*'],
    lowestScore: 0,
  },
  inspect: {
    folder: verifier,
    sources: ['haproxy/inspect/**/*.ts', 'headers/*.ts'],
    tests: ['haproxy/inspect/**/*', 'headers/*'],
    without: ['headers/{leaks,server-canaries}', 'haproxy/inspect/pasted'],
    lowestScore: 0,
  },
  sampling: {
    folder: verifier,
    sources: ['sampling/**/*.ts'],
    tests: ['sampling/**/*'],
    without: ['sampling/{pace,haproxy-tls,hostile-versions,hostile-servers}'],
    lowestScore: 0,
  },
  reporters: {
    folder: verifier,
    sources: ['reporters/**/*.ts'],
    tests: ['reporters/**/*'],
    without: ['reporters/html-in-chromium'],
    lowestScore: 0,
  },
  explain: { folder: verifier, sources: ['explain/**/*.ts'], tests: ['explain/**/*'], lowestScore: 0 },
  share: {
    folder: verifier,
    sources: ['share/*.ts'],
    tests: ['share/*'],
    without: ['share/share'],
    lowestScore: 0,
  },
  kit: {
    folder: kit,
    sources: [
      '{options,option-reader,kinds,identity,read-identity,find-address,nearest-name,build-facts,version-endpoint}.ts',
      'leaving/leaving-times.ts',
      'seen/credentials.ts',
      'discovery/{baggage,instances}.ts',
      'build-info/{collect,ci-variables}.ts',
      'consul/{settings,consul-address,registration-body,back-off,announcement-options,tags,meta,token,rivalry}.ts',
    ],
    tests: [
      ...['options', 'version-endpoint', 'build-info/*', 'leaving/leaving-times', 'seen/credentials'],
      'discovery/instances',
      'consul/{back-off,announcement-options,registration-body}',
    ],
    lowestScore: 0,
  },
};
