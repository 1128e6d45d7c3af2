import type { Serving } from '../../backends/serving.js';
import type { ConfigLine, Section } from '../../configuration/configuration.js';
import { whyUnknownWord } from '../../configuration/proxy-keywords.js';
import type { Condition } from '../rules/condition.js';
import type { Effect } from '../rules/effect.js';
import { readLogFormat } from '../rules/log-format.js';
import type { Capture, ErrorPages, Phase, ProxyRules, Rule } from '../rules/rules.js';
import { AclTable } from './acl-table.js';
import { conditionStart, readAction } from './read-action.js';

/** A line that a proxy has, and whether it inherited it: ACLs of `defaults` and of the proxy do not see each other. */
export interface ProxyLine {
  line: ConfigLine;
  inherited: boolean;
}

/** In the order in which HAProxy asks them. */
const PHASES: readonly Phase[] = [
  'connection',
  'session',
  'content',
  'monitor',
  'http-request',
  'stats',
  'redirect',
  'use_backend',
  'default_backend',
  'persist',
  'use-server',
];

/** Reads the rules of a frontend, listen or backend, whose servers have been read. */
export function readProxy(section: Section, lines: readonly ProxyLine[], serving: Serving): ProxyRules {
  const reading = new ProxyReading();
  if (section.doubt !== null) reading.doubt(section, section.doubt);
  for (const line of lines) reading.take(line);
  return {
    name: section.name ?? '',
    kind: section.kind as ProxyRules['kind'],
    mode: reading.mode,
    rules: reading.rules(section.kind),
    serving,
    captures: reading.captures,
    errorPages: reading.errorPages,
    place: section.place,
  };
}

class ProxyReading {
  mode: 'http' | 'tcp' = 'tcp';
  readonly captures: Capture[] = [];
  errorPages: ErrorPages = new Set();
  readonly #own = new AclTable();
  readonly #inherited = new AclTable();
  readonly #rules: Rule[] = [];
  #monitor: Rule | null = null;
  readonly #monitorFails: Condition[] = [];
  #stats: Rule | null = null;
  #default: Rule | null = null;

  take({ line, inherited }: ProxyLine): void {
    const acls = inherited ? this.#inherited : this.#own;
    const [keyword, ...words] = line.words;
    const why = whyUnknownWord(keyword);
    if (why !== null) this.#rules.push(rule('connection', line, { kind: 'unknown', why }));
    else if (line.doubt !== null && keyword !== 'acl') this.#doubtful(line, line.doubt);
    else this.#takers[keyword]?.(words, { line, acls });
  }

  /** The reader of each keyword that matters to routing. */
  readonly #takers: Readonly<Record<string, (words: readonly string[], context: Context) => void>> = {
    mode: ([mode]) => {
      this.mode = mode === 'http' ? 'http' : 'tcp';
    },
    acl: (_, { line, acls }) => acls.add(line),
    'http-request': (words, context) => {
      if (words[0] === 'capture' && words.includes('len')) this.captures.push({ header: null, length: 0 });
      this.#action('http-request', words, context);
    },
    'tcp-request': (words, context) => this.#tcp(words, context),
    redirect: (words, context) => this.#action('redirect', ['redirect', ...words], context),
    use_backend: (words, context) => this.#useBackend(words, context),
    default_backend: ([name = ''], { line }) => {
      this.#default = rule('default_backend', line, {
        kind: 'backend',
        name: readLogFormat(name, line.place),
      });
    },
    filter: ([name = ''], { line }) => {
      if (!HARMLESS_FILTERS.test(name))
        this.#rules.push(
          rule('connection', line, { kind: 'unknown', why: 'what this filter does is not known here' }),
        );
    },
    errorfile: ([code]) => this.#errorPage(code),
    errorloc: ([code]) => this.#errorPage(code),
    errorloc302: ([code]) => this.#errorPage(code),
    errorloc303: ([code]) => this.#errorPage(code),
    errorfiles: ([, ...codes]) => {
      if (codes.length === 0) this.errorPages = 'all';
      for (const code of codes) this.#errorPage(code);
    },
    'http-error': (words) => this.#errorPage(words[words.indexOf('status') + 1]),
    'monitor-uri': ([uri = ''], { line }) => {
      this.#monitor = rule('monitor', line, { kind: 'monitor', uri, fail: this.#monitorFails });
    },
    'use-server': ([name = '', ...words], { line, acls }) => {
      const condition = acls.condition(words, line.place);
      const effect: Effect =
        condition === null ? WITHOUT_CONDITION : { kind: 'server', name: readLogFormat(name, line.place) };
      this.#rules.push({ ...rule('use-server', line, effect), condition });
    },
    'force-persist': (words, context) => this.#persist(true, words, context),
    'ignore-persist': (words, context) => this.#persist(false, words, context),
    capture: ([direction, what, header = '', , length = '']) => {
      if (direction === 'request' && what === 'header')
        this.captures.push({ header, length: Number(length) || 0 });
    },
    declare: ([what, direction]) => {
      if (what === 'capture' && direction === 'request') this.captures.push({ header: null, length: 0 });
    },
    monitor: (words, context) => this.#monitorFail(words, context),
    stats: (words, { line }) => this.#takeStats(words, line),
  };

  /** Nothing of it is sure. */
  doubt({ kind, name, place }: Section, why: string): void {
    const text = name === null ? kind : `${kind} ${name}`;
    this.#rules.push({ phase: 'connection', condition: null, effect: { kind: 'unknown', why }, place, text });
  }

  rules(kind: string): Rule[] {
    const special = [this.#monitor, this.#stats, kind === 'backend' ? null : this.#default];
    const own = kind === 'backend' ? this.#rules.map(inBackend) : this.#rules;
    const all = [...own, ...special.filter((one) => one !== null)];
    const http = this.mode === 'http' ? all : all.filter(({ phase }) => !ONLY_HTTP.has(phase));
    return PHASES.flatMap((phase) => http.filter((one) => one.phase === phase));
  }

  #action(phase: Phase, words: readonly string[], { line, acls }: Context): void {
    const start = conditionStart(words);
    const effect = readAction(words.slice(0, start), line.place);
    const condition = acls.condition(words.slice(start), line.place);
    if (effect !== null) this.#rules.push({ ...rule(phase, line, effect), condition });
  }

  #errorPage(code: string | undefined): void {
    if (this.errorPages !== 'all') this.errorPages = new Set([...this.errorPages, Number(code)]);
  }

  #persist(forced: boolean, words: readonly string[], { line, acls }: Context): void {
    const effect: Effect = { kind: 'persist', forced };
    this.#rules.push({ ...rule('persist', line, effect), condition: acls.condition(words, line.place) });
  }

  /** A line that may be another one, or none. */
  #doubtful(line: ConfigLine, why: string): void {
    const [keyword, second = ''] = line.words;
    const phase = keyword === 'tcp-request' ? TCP_PHASES[second] : PHASE_OF[keyword];
    if (phase !== undefined) this.#rules.push(rule(phase, line, { kind: 'unknown', why }));
  }

  #tcp([phase = '', ...words]: readonly string[], context: Context): void {
    const known = TCP_PHASES[phase];
    if (known !== undefined) this.#action(known, words, context);
  }

  #useBackend([name = '', ...words]: readonly string[], { line, acls }: Context): void {
    const effect: Effect = { kind: 'backend', name: readLogFormat(name, line.place) };
    this.#rules.push({ ...rule('use_backend', line, effect), condition: acls.condition(words, line.place) });
  }

  #monitorFail([word, ...words]: readonly string[], { line, acls }: Context): void {
    const condition = word === 'fail' ? acls.condition(words, line.place) : null;
    if (condition !== null) this.#monitorFails.push(condition);
  }

  #takeStats([word = '', argument = '']: readonly string[], line: ConfigLine): void {
    const before = this.#stats?.effect;
    const known = before?.kind === 'stats' ? before : { uri: '/haproxy?stats', guarded: false };
    const uri = word === 'uri' ? argument : known.uri;
    const guarded = known.guarded || word === 'auth' || word === 'http-request';
    const place = word === 'uri' || this.#stats === null ? line : this.#stats;
    const text = place === line ? line.words.join(' ') : (this.#stats as Rule).text;
    this.#stats = {
      phase: 'stats',
      condition: null,
      effect: { kind: 'stats', uri, guarded },
      place: place.place,
      text,
    };
  }
}

/** It needs one (manual, "use-server"). */
const WITHOUT_CONDITION: Effect = { kind: 'unknown', why: 'HAProxy refuses it without a condition' };

const HARMLESS_FILTERS = /^(compression|trace|bwlim-in|bwlim-out|cache|fcgi-app)$/;

const TCP_PHASES: Readonly<Record<string, Phase>> = {
  connection: 'connection',
  session: 'session',
  content: 'content',
};

/** When what a doubtful line may say comes to bear. */
const PHASE_OF: Readonly<Record<string, Phase>> = {
  mode: 'connection',
  filter: 'connection',
  'monitor-uri': 'monitor',
  monitor: 'monitor',
  'http-request': 'http-request',
  stats: 'stats',
  redirect: 'redirect',
  use_backend: 'use_backend',
  default_backend: 'default_backend',
  'force-persist': 'persist',
  'ignore-persist': 'persist',
  'use-server': 'use-server',
};

interface Context {
  line: ConfigLine;
  acls: AclTable;
}

const ONLY_HTTP: ReadonlySet<Phase> = new Set(['monitor', 'http-request', 'stats', 'redirect']);

function rule(phase: Phase, line: ConfigLine, effect: Effect): Rule {
  return { phase, condition: null, effect, place: line.place, text: line.words.join(' ') };
}

/** A backend has no connections of its own: what is unknown of it comes to bear when a request gets there. */
function inBackend(rule: Rule): Rule {
  return rule.phase === 'connection' ? { ...rule, phase: 'content' } : rule;
}
