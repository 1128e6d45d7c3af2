import type { ConfigLine, Remark, Section } from '../configuration/configuration.js';
import { isServiceName, type ServerLine } from './server-line.js';
import type { Balance } from './server-pool.js';

/** The facts about a pool before its shares are computed. */
export interface PoolFacts {
  section: Section;
  lines: readonly ConfigLine[];
  servers: readonly ServerLine[];
  /** Server lines that HAProxy would not take. */
  refused: readonly ConfigLine[];
  balance: Balance | null;
}

/** Why no share can be claimed. */
export function poolDoubts({ section, lines, servers, refused, balance }: PoolFacts): Remark[] {
  const own = section.doubt === null ? [] : [remark(sectionLine(section), section.doubt)];
  const doubted = lines.flatMap((line) => (line.doubt === null ? [] : [remark(line, line.doubt)]));
  const unreadable = refused.map((line) => remark(line, 'HAProxy refuses such a server'));
  const unread = servers.flatMap(({ settings, line }) =>
    settings.unread.map((word) => remark(line, `what ${word} makes of a server is not known here`)),
  );
  const algorithm = lines.findLast(({ words }) => words[0] === 'balance');
  const strange = balance === null && algorithm !== undefined;
  return [
    ...own,
    ...doubted,
    ...unreadable,
    ...unread,
    ...(strange ? [remark(algorithm, 'this algorithm is not known here')] : []),
  ];
}

/** The remarks on shares that do not follow from the file alone. */
export function poolRemarks({ section, lines, servers, balance }: PoolFacts): Remark[] {
  return [
    ...ofAlgorithm(sectionLine(section), balance, servers),
    ...servers.flatMap(ofServer),
    ...lines
      .filter(readsState)
      .map((line) => remark(line, 'weights and states may come from the state file instead')),
  ];
}

function ofAlgorithm(section: ConfigLine, balance: Balance | null, servers: readonly ServerLine[]): Remark[] {
  if (balance === null || servers.length < 2) return [];
  const { place, text, algorithm } = balance;
  const placed = { place: place ?? section.place, text };
  if (algorithm === 'default')
    return [{ ...placed, why: 'HAProxy takes round robin up to 3.2, and random from 3.3 on' }];
  if (algorithm === 'first')
    return [{ ...placed, why: 'weights have no effect: the first server gets all that it can take' }];
  if (balance.weights === 'roughly')
    return [{ ...placed, why: 'weights are kept roughly: what has fewer open connections gets more' }];
  if (balance.weights === 'of-keys')
    return [
      {
        ...placed,
        why: 'what has the same key goes to the same server: weights share out keys, not requests',
      },
    ];
  const ignored = !balance.followsChanges && servers.some(hasDnsWeight);
  return ignored ? [{ ...placed, why: 'the weights of SRV records have no effect' }] : [];
}

function ofServer({ settings, line }: ServerLine): Remark[] {
  const agent = settings.agent ? [remark(line, 'an agent may tell another weight')] : [];
  const slow = `it gets less than its weight for ${settings.slowstartSeconds} s after it was down`;
  return [...agent, ...(settings.slowstartSeconds === null ? [] : [remark(line, slow)])];
}

function hasDnsWeight({ address, settings }: ServerLine): boolean {
  return settings.resolvers !== null && isServiceName(address) && !settings.ignoreDnsWeight;
}

function readsState({ words }: ConfigLine): boolean {
  return words[0] === 'load-server-state-from-file' && words[1] !== 'none';
}

function sectionLine({ kind, name, place, doubt }: Section): ConfigLine {
  return { words: name === null ? [kind] : [kind, name], place, doubt };
}

function remark({ place, words }: ConfigLine, why: string): Remark {
  return { place, text: words.join(' '), why };
}
