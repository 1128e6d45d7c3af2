import { dnsResolvers } from '../backends/dns-resolvers.js';
import { serverPools } from '../backends/server-pools.js';
import type { HaproxyConfig } from '../configuration/configuration.js';
import { routingRules } from '../routing/routing-rules.js';
import { inspectFrontends } from './inspect-frontend.js';
import type { HaproxyCheck, Inspection } from './inspection.js';
import type { LoadedPatternFiles } from './load-pattern-files.js';
import { shownRule } from './shown-rule.js';
import { type AskedNames, canariesOf } from './version-names.js';

/** What is inspected, and what goes along with it. */
export interface Inspected {
  config: HaproxyConfig;
  files: readonly string[];
  patterns: LoadedPatternFiles;
  check: HaproxyCheck | null;
  asked: AskedNames;
}

/** Says what a configuration does with requests. Pure: everything it needs has been read before. */
export function inspect({ config, files, patterns, check, asked }: Inspected): Inspection {
  const rules = routingRules(config, patterns.files);
  const pools = serverPools(config);
  const canaries = canariesOf(pools, asked);
  return {
    files,
    patternFiles: { read: Object.keys(patterns.files), missing: patterns.missing },
    check,
    canaries,
    frontends: inspectFrontends({ config, rules, pools, canaries }),
    backends: pools,
    resolvers: dnsResolvers(config),
    unknown: rules.remarks.map((remark) => ({ ...remark, text: shownRule(remark.text) })),
  };
}
