import type { Command } from '../command.js';
import { flagOf, knownFlags, type NamedFlag, shellQuoted, spellings } from './known-flags.js';

/** The completion for bash, 3.2 and later. */
export function bashCompletion(commands: readonly Command[]): string {
  const names = commands.map(({ name }) => name);
  return `# bash completion of canary-verify
_canary_verify() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} command=verify
  local flags= values= files= IFS=$'\\n'
  # bash takes --flag=value and name=file apart at the equals sign.
  if [[ $previous == '=' ]]; then previous=\${COMP_WORDS[COMP_CWORD-2]}
  elif [[ $current == '=' ]]; then current=
  else [[ $previous == -* ]] || previous=
  fi
  if ((COMP_CWORD > 1)); then
    case \${COMP_WORDS[1]} in
      ${['help', ...names].join('|')}) command=\${COMP_WORDS[1]} ;;
    esac
  fi
  case $command in
    help) values=${list(names)} ;;
${commands.map(commandCase).join('\n')}
  esac
  if ((COMP_CWORD == 1)); then values=${list([...names, 'help'])}; fi
  case $previous in
    '') ;;
${valueCases(knownFlags(commands))}
    -*) ;;
    *) files=yes ;;
  esac
  if [[ $files && $current != -* ]]; then
    compopt -o filenames 2>/dev/null
    COMPREPLY=($(compgen -f -- "$current"))
  elif [[ $current == -* ]]; then
    COMPREPLY=($(compgen -W "$flags" -- "$current"))
  else
    COMPREPLY=($(compgen -W "$values" -- "$current"))
    if [[ \${#COMPREPLY[@]} == 1 && \${COMPREPLY[0]} == *[:/] ]]; then compopt -o nospace 2>/dev/null; fi
  fi
}
complete -F _canary_verify canary-verify
`;
}

function commandCase({ name, flags, operand }: Command): string {
  const own = flags.flatMap((flag) => spellings(flagOf(flag)));
  const operands = operand.kind === 'file' ? ' files=yes' : ` values=${list(operand.choices ?? [])}`;
  return `    ${name}) flags=${list(own)}${operands} ;;`;
}

/** The words that are offered after a flag; none if the value is the user's own. */
function valueCases(flags: readonly NamedFlag[]): string {
  const valued = flags.filter(({ placeholder }) => placeholder !== null);
  const free = valued.filter(({ choices, file }) => choices === undefined && !file);
  const files = valued.filter(({ file }) => file);
  return [
    ...valued.flatMap((flag) => (flag.choices === undefined ? [] : [valueCase([flag], list(flag.choices))])),
    valueCase(files, ' files=yes'),
    valueCase(free, ''),
  ].join('\n');
}

function valueCase(flags: readonly NamedFlag[], values: string): string {
  return `    ${flags.flatMap(spellings).join('|')}) flags= values=${values} ;;`;
}

/** Words, each in a line: what bash would split else. */
function list(words: readonly string[]): string {
  return words.length === 0 ? '' : `$${shellQuoted(words.join('\\n'))}`;
}
