import { dnsResolvers } from '../backends/dns-resolvers.js';
import type { ServerPool } from '../backends/server-pool.js';
import { serverPools } from '../backends/server-pools.js';
import type { HaproxyConfig, Remark } from '../configuration/configuration.js';
import { type Finding, routingFindings } from '../routing/findings.js';
import type { LoadedPatternFiles } from '../routing/load-pattern-files.js';
import { routingRules } from '../routing/routing-rules.js';
import type { ProcessAnswer } from '../runtime/read-process.js';
import { type AskedRequest, USUAL_REQUEST } from './inspect-doors.js';
import { inspectFrontends } from './inspect-frontend.js';
import type { HaproxyCheck, Inspection } from './inspection.js';
import { type OpenedFrontend, openedFrontends } from './opened-frontends.js';
import { runningShares } from './running.js';
import { servedParts, servedShares } from './served-shares.js';
import { shownRule } from './shown-rule.js';
import { type AskedNames, canariesOf, type ShareOf } from './version-names.js';

/** The configuration to inspect. Everything else is optional: facts that were found besides it. */
export interface InspectInput {
  config: HaproxyConfig;
  /** The names of the configuration's files, to be shown. */
  files?: readonly string[];
  /** The contents of map files and files of patterns. Default: none could be read. */
  patterns?: LoadedPatternFiles;
  /** The result of `haproxy -c`; null (default) if HAProxy was not asked. */
  check?: HaproxyCheck | null;
  /** The user's names for the versions. Default: none, so names such as `canary` and `…-v2` are the canary. */
  asked?: AskedNames;
  /** The request that is asked. Default: GET /version at every address. */
  request?: AskedRequest;
  /** Running processes, and those that could not be asked. Default: none were. */
  processes?: readonly ProcessAnswer[];
}

/**
 * Says what a configuration does with requests: which headers lead to the canary, which shares each frontend gives, what
 * looks wrong, and what could not be told. Pure: it reads no file and asks nobody.
 *
 * @example
 * import { inspect, readHaproxyConfig } from 'canary-verify/haproxy';
 *
 * const text = 'frontend shop\n  use_backend shop-canary if { hdr(X-Canary) always }\n  default_backend shop\n';
 * const { frontends } = inspect({ config: readHaproxyConfig([{ file: 'haproxy.cfg', text }], {}) });
 * console.log(frontends[0]?.name); // shop
 */
export function inspect({
  config,
  files = [],
  patterns = { files: {}, missing: [] },
  check = null,
  asked = { canary: null, stable: null },
  request = USUAL_REQUEST,
  processes = [],
}: InspectInput): Inspection {
  const rules = routingRules(config, patterns.files);
  const pools = serverPools(config);
  const shown = pools.map(shownPool);
  const first = new Set(pools.map(({ name }) => name).filter((name) => /canary|v[2-9]/i.test(name)));
  const opened = openedFrontends(config, rules, { asked: request, first });
  const { canaries, doubt } = canariesOf(pools, asked, shareIn(opened, pools));
  const parts = servedParts(pools, canaries);
  const inspected = inspectFrontends(opened, { rules, parts, canaries, asked: request });
  // Nothing leads anywhere in a file that HAProxy does not take.
  const refused = check?.outcome === 'refused';
  const frontends = refused ? inspected.map((one) => ({ ...one, marks: [], moreMarks: false })) : inspected;
  return {
    files,
    patternFiles: { read: Object.keys(patterns.files), missing: patterns.missing },
    check,
    canaries,
    canaryDoubt: doubt,
    frontends,
    backends: shown,
    resolvers: dnsResolvers(config),
    running: processes.map((one) =>
      'process' in one
        ? runningShares(one.process, { pools: shown, canaries, frontends })
        : { source: one.source, version: null, failure: one.failure, backends: [], frontends: [] },
    ),
    findings: routingFindings(rules).map(shownFinding),
    unknown: rules.remarks.map(shownRemark),
  };
}

/** The part of the requests without a mark that goes to a name, over all frontends. */
function shareIn(opened: readonly OpenedFrontend[], pools: readonly ServerPool[]): ShareOf {
  return (name) => {
    const parts = servedParts(
      pools.filter((pool) => pool.name === name.backend),
      [name],
    );
    return opened
      .flatMap(({ doors }) => doors)
      .filter(({ deduction }) => deduction.unknown.length === 0)
      .flatMap(({ deduction }) => servedShares(deduction, parts))
      .filter(({ canary }) => canary)
      .reduce<number | null>((sum, { share }) => (sum === null || share === null ? null : sum + share), 0);
  };
}

function shownPool(pool: ServerPool): ServerPool {
  return {
    ...pool,
    useServer: pool.useServer.map((rule) => ({ ...rule, condition: shownRule(rule.condition) })),
    remarks: pool.remarks.map(shownRemark),
  };
}

/** Hides the pattern of a secret header. */
function shownFinding(finding: Finding): Finding {
  const text = shownRule(finding.text);
  if (text === finding.text || !('pattern' in finding)) return { ...finding, text };
  const example = 'example' in finding ? { example: '***' } : {};
  return { ...finding, text, pattern: '***', ...example };
}

function shownRemark(remark: Remark): Remark {
  return { ...remark, text: shownRule(remark.text) };
}
