import type { Command } from '../command.js';
import { SHELLS } from '../completion/shells.js';
import { ALWAYS } from '../flags/printed.js';
import { namesOf } from '../flags/table.js';

export const COMPLETION: Command = {
  name: 'completion',
  summary: 'a script that lets bash, zsh or fish complete all this',
  examples: [
    'bash >> ~/.bash_completion',
    'zsh > ~/.zfunc/_canary-verify',
    'fish > ~/.config/fish/completions/canary-verify.fish',
  ],
  usage: `${SHELLS.join('|')}`,
  operand: { placeholder: 'SHELL', most: 1, kind: 'choice', choices: SHELLS },
  flags: namesOf(ALWAYS),
  notes: `For this session only: source <(canary-verify completion bash), likewise zsh;
canary-verify completion fish | source`,
  run: async (asked, commands) => (await import('../run/completion.js')).runCompletion(asked, commands),
};
