import { masked } from '../../text/masked.js';
import { nearest } from '../../text/nearest.js';
import { UsageError } from '../../text/usage-error.js';
import { COMMANDS } from '../commands/index.js';
import type { Flag } from './flag.js';
import { hintForLetter, hintForName, hintForSwitch } from './habits.js';
import { FLAGS, type FlagName, namesOf } from './table.js';

/** Why words could not be read, with a hint where there is one. `message`: the words of Node's `parseArgs`. */
export function unreadWords(
  message: string,
  words: readonly string[],
  flags: readonly FlagName[],
): UsageError {
  const [, short, long] = /^Unknown option '-(?:([^-'])|-([^']+))'/.exec(message) ?? [];
  if (long !== undefined) return unknown(`--${long}`, hintFor(long, valueAfter(long, words), flags));
  if (short !== undefined) return unknownLetter(short, words, flags);
  const [, name] = /^Option '(?:-., )?--([^' ]+)/.exec(message) ?? [];
  return new UsageError('arguments', wrongValue(name as FlagName, message));
}

/** Refuses a name behind one dash, as programs in Go have it: `-timeout 5s` would be the time "imeout". */
export function refuseSingleDash(words: readonly string[], flags: readonly FlagName[]): void {
  const end = words.indexOf('--');
  for (const word of end < 0 ? words : words.slice(0, end)) {
    const [, written] = /^-([a-z][a-z0-9-]{2,})(?:=|$)/.exec(word) ?? [];
    const name = flags.find((flag) => flag === written);
    if (name !== undefined) throw unknown(`-${name}`, `did you mean --${name}?`);
  }
}

function unknown(spelled: string, hint: string | null): UsageError {
  const problem = `Unknown option '${masked(spelled)}'`;
  return new UsageError('arguments', hint === null ? problem : `${problem}; ${hint}`);
}

function unknownLetter(letter: string, words: readonly string[], flags: readonly FlagName[]): UsageError {
  const index = words.findIndex((word) => /^-[^-]/.test(word) && word.includes(letter));
  const word = words[index] ?? '';
  const next = words[index + 1] ?? '';
  const first = flagCalled(word[1] ?? '', flags);
  const joined = first === null ? null : hintForSwitch(first, word.slice(2));
  if (joined !== null) return unknown(word.slice(0, 2) + letter, joined);
  // Programs in Go write names behind one dash.
  const [, name = ''] = /^-([a-z][\w.-]{2,})(?:=|$)/i.exec(word) ?? [];
  const asName = name === '' ? null : hintFor(name, next, flags);
  if (asName !== null) return unknown(`-${name}`, asName);
  const value = word.slice(word.indexOf(letter) + 1) || next;
  const elsewhere = flagCalled(letter, namesOf(FLAGS));
  const hint = elsewhere === null ? hintForLetter(letter, value) : `for this use --${elsewhere}`;
  return unknown(`-${letter}`, knownHint(hint, flags));
}

function flagCalled(letter: string, flags: readonly FlagName[]): FlagName | null {
  return flags.find((name) => (FLAGS[name] as Flag).short === letter) ?? null;
}

function valueAfter(name: string, words: readonly string[]): string {
  const index = words.findIndex((word) => word === `--${name}` || word.startsWith(`--${name}=`));
  return words[index]?.split('=')[1] ?? words[index + 1] ?? '';
}

/** What another program's name is here, the nearest flag of this command, or the command that knows it. */
function hintFor(name: string, value: string, flags: readonly FlagName[]): string | null {
  const habit = knownHint(hintForName(name, value), flags);
  if (habit !== null) return habit;
  const own = nearest(name, flags);
  if (own !== null) return `did you mean --${own}?`;
  const foreign = nearest(name, namesOf(FLAGS));
  const flag = namesOf(FLAGS).find((one) => one === foreign);
  return flag === undefined ? null : ownerHint([flag]);
}

/** The hint if the command has the flag that it names, else the command that has it. */
function knownHint(hint: string | null, flags: readonly FlagName[]): string | null {
  if (hint === null) return null;
  const all = namesOf(FLAGS);
  const named = [...hint.matchAll(/--([a-z0-9-]+)/g)].flatMap(([, name]) =>
    all.filter((one) => one === name),
  );
  return named.every((name) => flags.includes(name)) ? hint : ownerHint(named);
}

function ownerHint(names: readonly FlagName[]): string | null {
  const owner = COMMANDS.find(({ flags }) => names.every((name) => flags.includes(name)));
  return owner === undefined ? null : `canary-verify ${owner.name} has --${names.join(' and --')}`;
}

/** Node says that a value is missing, is one too many, or starts with a dash. */
function wrongValue(name: FlagName, message: string): string {
  const { placeholder }: Flag = FLAGS[name];
  if (placeholder === null) return `--${name} is a switch without a value`;
  const dash = message.includes('ambiguous')
    ? `; for one that starts with a dash use --${name}=${placeholder}`
    : '';
  return `--${name} must have a value, ${placeholder}${dash}`;
}
