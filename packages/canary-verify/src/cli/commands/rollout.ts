import type { Command } from '../command.js';
import { ALWAYS } from '../flags/printed.js';
import { ROLLED } from '../flags/rolled.js';
import { namesOf } from '../flags/table.js';

export const ROLLOUT: Command = {
  name: 'rollout',
  summary: 'moves the share step by step, and goes back if need be',
  examples: [
    'plan rollout.yaml',
    'start rollout.yaml',
    'status shop --watch',
    'promote shop',
    "abort shop --reason 'wrong build'",
  ],
  usage: 'VERB FILE|NAME [options]',
  operand: {
    placeholder: 'VERB and FILE or NAME',
    most: 2,
    kind: 'choice',
    choices: [
      ...['plan', 'start', 'adopt', 'status', 'promote', 'pause', 'resume'],
      ...['abort', 'undo', 'log'],
    ],
  },
  flags: [...namesOf(ROLLED), 'json', 'reporter', 'quiet', ...namesOf(ALWAYS)],
  wording: {
    json: { help: 'plan, status and log: prints JSON' },
    reporter: { help: 'log: text, json, markdown or html', defaultText: 'text' },
    quiet: { help: 'prints only how it ended' },
  },
  notes: `plan reads a plan file, asks every place for its share, and changes nothing.
start sets, measures and watches each step; what the plan says is done where a
step does not go as it should. Every step stands in the journal first: after a
crash, resume goes on; adopt begins at the step that stands there. abort works
in every state, with and without a runner, and undo when all is done. --state
may be Consul, consul://HOST:PORT/FOLDER, with CONSUL_HTTP_TOKEN.
Exit codes: 0 succeeded or running, 1 rolled back, 2 held for somebody, or
nobody runs it, 3 stuck or a share that could not be read, 4 wrong usage,
70 internal error or output that could not be written, 130 interrupted`,
  run: async (asked) => (await import('../run/rollout.js')).runRolloutVerb(asked),
};
