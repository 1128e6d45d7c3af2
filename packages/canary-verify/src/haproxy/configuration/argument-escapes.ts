/** What a backslash and a letter mean in the arguments of a fetch, a converter or a predicate (`make_arg_list`). */
export const ARGUMENT_ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\',
  ' ': ' ',
  '"': '"',
  "'": "'",
  r: '\r',
  n: '\n',
  t: '\t',
};
