import type { Command } from '../command.js';
import type { FlagName } from '../flags/table.js';
import { flagOf, knownFlags, type NamedFlag } from './known-flags.js';

/** The completion for fish. */
export function fishCompletion(commands: readonly Command[]): string {
  const names = commands.map(({ name }) => name).join(' ');
  return `# fish completion of canary-verify
function __canary_verify_first
    test (count (commandline -opc)) -eq 1
end
function __canary_verify_in
    set -l words (commandline -opc)
    set -l command verify
    if test (count $words) -gt 1; and contains -- $words[2] help ${names}
        set command $words[2]
    end
    contains -- $command $argv
end
complete -c canary-verify -f
${commands.map(commandLines).join('\n')}
complete -c canary-verify -n __canary_verify_first -a help -d 'prints the help of a command'
complete -c canary-verify -n '__canary_verify_in help' -a ${fishQuoted(names)}
${knownFlags(commands)
  .flatMap(({ name }) => flagLines(name, commands))
  .join('\n')}
`;
}

function commandLines({ name, summary, operand }: Command): string {
  const first = `complete -c canary-verify -n __canary_verify_first -a ${name} -d ${fishQuoted(summary)}`;
  const inside = `complete -c canary-verify -n ${fishQuoted(`__canary_verify_in ${name}`)}`;
  if (operand.kind === 'file') return `${first}\n${inside} -F`;
  return operand.choices === undefined
    ? first
    : `${first}\n${inside} -a ${fishQuoted(operand.choices.join(' '))}`;
}

/** A line for each text that commands have for a flag. */
function flagLines(name: FlagName, commands: readonly Command[]): string[] {
  const owners = commands.filter(({ flags }) => flags.includes(name));
  const helpIn = (command: Command) => flagOf(name, command).help;
  return [...new Set(owners.map(helpIn))].map((help) =>
    flagLine(
      { ...flagOf(name), help },
      owners.filter((command) => helpIn(command) === help).map((command) => command.name),
    ),
  );
}

function flagLine(
  { name, short, placeholder, help, choices, file }: NamedFlag,
  owners: readonly string[],
): string {
  const parts = [
    'complete -c canary-verify',
    `-n ${fishQuoted(`__canary_verify_in ${owners.join(' ')}`)}`,
    `-l ${name}`,
    short === undefined ? '' : `-s ${short}`,
    placeholder === null ? '' : file ? '-r -F' : '-x',
    choices === undefined ? '' : `-a ${fishQuoted(choices.join(' '))}`,
    `-d ${fishQuoted(help)}`,
  ];
  return parts.filter((part) => part !== '').join(' ');
}

/** In single quotes, as fish has them. */
function fishQuoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
