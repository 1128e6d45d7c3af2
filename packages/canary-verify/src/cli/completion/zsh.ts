import type { Command, Operand } from '../command.js';
import { flagOf, type NamedFlag, shellQuoted, spellings } from './known-flags.js';

/** The completion for zsh: to be sourced, or as a file _canary-verify in a folder of fpath. */
export function zshCompletion(commands: readonly Command[]): string {
  const described = commands.map(
    ({ name, summary }) => `    ${shellQuoted(`${name}:${colonless(summary)}`)}`,
  );
  return `#compdef canary-verify
_canary_verify() {
  local command=verify
  local -a commands
  commands=(
${described.join('\n')}
    'help:prints the help of a command'
  )
  if (( CURRENT == 2 )) && [[ $words[2] != -* ]]; then
    _describe -t commands command commands
    return
  fi
  case $words[2] in
    help) _describe -t commands command commands; return ;;
    ${commands.map(({ name }) => name).join('|')}) command=$words[2]; shift words; (( CURRENT-- )) ;;
  esac
  case $command in
${commands.map(commandCase).join('\n')}
  esac
}
if [[ $funcstack[1] == _canary(-|_)verify ]]; then _canary_verify "$@"; else compdef _canary_verify canary-verify; fi
`;
}

function commandCase(command: Command): string {
  const { name, flags, operand } = command;
  const specs = [...flags.map((flag) => flagSpec(flagOf(flag, command))), operandSpec(operand)];
  return `    ${name})\n      _arguments -s ${specs.join(' \\\n        ')} ;;`;
}

/** One flag in the form of zsh's _arguments: exclusions, spellings, description, value. */
function flagSpec(flag: NamedFlag): string {
  const { placeholder, help, repeatable } = flag;
  const names = spellings(flag);
  const before = repeatable ? '*' : `(${names.join(' ')})`;
  const after = `[${help.replace(/[[\]]/g, '\\$&')}]${placeholder === null ? '' : `:${colonless(placeholder)}:${values(flag)}`}`;
  return names
    .map((name) => {
      const joined = placeholder === null ? '' : name.startsWith('--') ? '=' : '+';
      return shellQuoted(`${before}${name}${joined}${after}`);
    })
    .join(' ');
}

function operandSpec(operand: Operand): string {
  // Not a blank as for flags: zsh would show what it wants instead of completing flags.
  const offered = operand.kind === 'file' ? '_files' : operand.choices === undefined ? '()' : values(operand);
  return shellQuoted(`${operand.most === 1 ? '1' : '*'}:${operand.placeholder}:${offered}`);
}

function values({ choices, file }: { choices?: readonly string[]; file?: true }): string {
  if (file) return '_files';
  return choices === undefined
    ? ' '
    : `(${choices.map((choice) => choice.replaceAll(':', '\\:')).join(' ')})`;
}

/** A colon ends a part of what zsh reads. */
function colonless(text: string): string {
  return text.replaceAll(':', '\\:');
}
