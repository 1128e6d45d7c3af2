/** A value that was read, and the place where it ended. */
export interface Read<Value> {
  value: Value;
  end: number;
}

/**
 * The meaning of a backslash and a letter in the arguments of a fetch, a converter or a predicate
 * (`make_arg_list`).
 */
const ARGUMENT_ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\',
  ' ': ' ',
  '"': '"',
  "'": "'",
  r: '\r',
  n: '\n',
  t: '\t',
};

/**
 * Reads the arguments of a fetch, a converter or a predicate, from behind `(` to behind `)`, as HAProxy's
 * `make_arg_list` does. They end at commas and have a second level of quotes and escapes (manual, section 2.2).
 * Null if no `)` ends them.
 */
export function readArguments(text: string, start: number): Read<string[]> | null {
  const args: string[] = [];
  let at = start;
  while (true) {
    const argument = readArgument(text, at);
    if (argument === null) return null;
    args.push(argument.value);
    if (text[argument.end] === ')') return { value: args, end: argument.end + 1 };
    if (text[argument.end] !== ',') return null;
    at = argument.end + 1;
  }
}

function readArgument(text: string, start: number): Read<string> | null {
  let value = '';
  let quote: string | null = null;
  let at = start;
  for (; at < text.length; at++) {
    const letter = text[at] as string;
    if ((letter === '"' && quote !== "'") || (letter === "'" && quote !== '"')) {
      quote = quote === null ? letter : null;
    } else if (letter === '\\' && quote !== "'") {
      const next = text[at + 1];
      if (next === undefined) return null;
      const escaped = ARGUMENT_ESCAPES[next];
      value += escaped ?? letter;
      if (escaped !== undefined) at++;
    } else if (quote === null && (letter === ',' || letter === ')')) break;
    else value += letter;
  }
  return { value, end: at };
}
