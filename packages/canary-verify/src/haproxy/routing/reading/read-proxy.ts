import type { ConfigLine, Section } from '../../configuration/configuration.js';
import type { Condition } from '../rules/condition.js';
import type { Effect } from '../rules/effect.js';
import { readLogFormat } from '../rules/log-format.js';
import type { Phase, ProxyRules, Rule } from '../rules/rules.js';
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
];

/** Reads the rules of a frontend, listen or backend. */
export function readProxy(section: Section, lines: readonly ProxyLine[]): ProxyRules {
  const reading = new ProxyReading();
  if (section.doubt !== null) reading.doubt(section, section.doubt);
  for (const line of lines) reading.take(line);
  return {
    name: section.name ?? '',
    kind: section.kind as ProxyRules['kind'],
    mode: reading.mode,
    rules: reading.rules(section.kind),
    servers: reading.servers,
    place: section.place,
  };
}

class ProxyReading {
  mode: 'http' | 'tcp' = 'tcp';
  #active = 0;
  #backups = 0;
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
    if (line.doubt !== null && keyword !== 'acl') this.#doubtful(line, line.doubt);
    else this.#takers[keyword]?.(words, { line, acls });
  }

  /** The reader of each keyword that matters to routing. */
  readonly #takers: Readonly<Record<string, (words: readonly string[], context: Context) => void>> = {
    mode: ([mode]) => {
      this.mode = mode === 'http' ? 'http' : 'tcp';
    },
    acl: (_, { line, acls }) => acls.add(line),
    'http-request': (words, context) => this.#action('http-request', words, context),
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
    'monitor-uri': ([uri = ''], { line }) => {
      this.#monitor = rule('monitor', line, { kind: 'monitor', uri, fail: this.#monitorFails });
    },
    server: (words) => this.#takeServers(words, 1),
    'server-template': (words) => this.#takeServers(words, slots(words[1] ?? '')),
    monitor: (words, context) => this.#monitorFail(words, context),
    stats: (words, { line }) => this.#takeStats(words, line),
  };

  /** Nothing of it is sure. */
  doubt({ kind, name, place }: Section, why: string): void {
    const text = name === null ? kind : `${kind} ${name}`;
    this.#rules.push({ phase: 'connection', condition: null, effect: { kind: 'unknown', why }, place, text });
  }

  /** Backup servers count only when there are no others. */
  get servers(): number {
    return this.#active > 0 ? this.#active : this.#backups;
  }

  rules(kind: string): Rule[] {
    const special = [this.#monitor, this.#stats, kind === 'backend' ? null : this.#default];
    const all = [...this.#rules, ...special.filter((one) => one !== null)];
    const http = this.mode === 'http' ? all : all.filter(({ phase }) => !ONLY_HTTP.has(phase));
    return PHASES.flatMap((phase) => http.filter((one) => one.phase === phase));
  }

  #action(phase: Phase, words: readonly string[], { line, acls }: Context): void {
    const start = conditionStart(words);
    const effect = readAction(words.slice(0, start), line.place);
    const condition = acls.condition(words.slice(start), line.place);
    if (effect !== null) this.#rules.push({ ...rule(phase, line, effect), condition });
  }

  #takeServers(words: readonly string[], count: number): void {
    if (words.includes('backup')) this.#backups += count;
    else this.#active += count;
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
};

interface Context {
  line: ConfigLine;
  acls: AclTable;
}

const ONLY_HTTP: ReadonlySet<Phase> = new Set(['monitor', 'http-request', 'stats', 'redirect']);

function rule(phase: Phase, line: ConfigLine, effect: Effect): Rule {
  return { phase, condition: null, effect, place: line.place, text: line.words.join(' ') };
}

/** How many servers a template makes: `5`, or `1-5`. */
function slots(written: string): number {
  const [, first, last] = /^(\d+)(?:-(\d+))?$/.exec(written) ?? [];
  if (first === undefined) return 0;
  return last === undefined ? Number(first) : Math.max(0, Number(last) - Number(first) + 1);
}
