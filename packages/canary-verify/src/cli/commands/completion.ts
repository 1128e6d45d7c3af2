import type { Command } from '../command.js';
import { SHELLS } from '../completion/shells.js';
import { ALWAYS } from '../flags/printed.js';
import { namesOf } from '../flags/table.js';

export const COMPLETION: Command = {
  name: 'completion',
  summary: 'prints a script that completes commands and options',
  examples: [
    'bash >> ~/.bash_completion',
    'zsh > ~/.zfunc/_canary-verify',
    'fish > ~/.config/fish/completions/canary-verify.fish',
  ],
  usage: `${SHELLS.join('|')}`,
  operand: { placeholder: 'SHELL', most: 1, kind: 'choice', choices: SHELLS },
  flags: namesOf(ALWAYS),
  notes: `For this session only: source <(canary-verify completion bash), also with zsh;
canary-verify completion fish | source
Exit codes: 0 printed, 4 wrong usage, 70 output that could not be written`,
  run: async (asked, commands) => (await import('../run/completion.js')).runCompletion(asked, commands),
};
