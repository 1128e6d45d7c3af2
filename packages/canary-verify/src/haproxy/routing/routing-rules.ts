import { readBackend } from '../backends/server-pools.js';
import { isDisabled, type Serving, servingOf } from '../backends/serving.js';
import type { HaproxyConfig, Remark, Section } from '../configuration/configuration.js';
import { inheritedLines, proxyLines } from '../configuration/proxy-lines.js';
import { findUnsure } from './reading/find-unsure.js';
import { type ProxyLine, readProxy } from './reading/read-proxy.js';
import { isConverterName } from './rules/converter-types.js';
import { expressionsIn } from './rules/effect.js';
import type { Expression } from './rules/expression.js';
import { isFetchName } from './rules/fetch-types.js';
import type { PatternFiles, ProxyRules, RoutingRules } from './rules/rules.js';

/**
 * Which requests a configuration sends where, as data. What is not understood is in it as such: it never becomes a claim.
 *
 * @param files What map files and files of patterns hold, by the names that the configuration gives them. Of others it is
 *   not known.
 */
export function routingRules(config: HaproxyConfig, files: PatternFiles = {}): RoutingRules {
  const proxies = config.sections
    .filter(({ kind }) => KINDS.has(kind))
    .map((section) => readProxy(section, linesOf(section), servingIn(section, config.version)));
  return {
    frontends: proxies.filter(({ kind }) => kind !== 'backend'),
    backends: proxies.filter(({ kind }) => kind !== 'frontend'),
    files,
    ...findUnsure(config.sections.flatMap(({ lines }) => lines)),
    remarks: [...config.remarks, ...proxies.flatMap(remarksOf)],
  };
}

/** A frontend has no servers: nothing but whether it is disabled needs to be read. */
function servingIn(section: Section, version: string | null): Serving {
  if (section.kind !== 'frontend') return readBackend(section, version).serving;
  return { ...WITHOUT_SERVERS, disabled: isDisabled(proxyLines(section)) };
}

const WITHOUT_SERVERS: Serving = servingOf([], [], []);

const KINDS: ReadonlySet<string> = new Set(['frontend', 'listen', 'backend']);

function linesOf({ defaults, lines }: Section): ProxyLine[] {
  const inherited = defaults === null ? [] : inheritedLines(defaults);
  return [
    ...inherited.map((line) => ({ line, inherited: true })),
    ...lines.map((line) => ({ line, inherited: false })),
  ];
}

/** The rules of a proxy that could not be read. */
function remarksOf({ rules }: ProxyRules): Remark[] {
  return rules.flatMap(({ condition, effect, place, text }) => {
    const tests = (condition?.alternatives ?? []).flat().flatMap(({ acl }) => acl.tests);
    const ofTests = tests.flatMap((test) =>
      test.kind === 'unknown' ? [test.remark] : unknownIn(test.expression),
    );
    const ofEffect =
      effect.kind === 'unknown'
        ? [{ place, text, why: effect.why }]
        : expressionsIn(effect).flatMap(unknownIn);
    return [...ofTests, ...ofEffect];
  });
}

function unknownIn({ fetch, converters, place, text }: Expression): Remark[] {
  const ofFetch = isFetchName(fetch.name) ? [] : [`sample fetch "${fetch.name}" is not known here`];
  const ofConverters = converters.flatMap(({ name }) =>
    isConverterName(name) ? [] : [`converter "${name}" is not known here`],
  );
  return [...ofFetch, ...ofConverters].map((why) => ({ place, text, why }));
}
