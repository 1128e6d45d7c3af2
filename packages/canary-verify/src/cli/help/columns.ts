const WIDTH = 80;
/** The column in which explanations start. */
const INDENT = 26;

/** A name and what is said of it beside, broken between words so that no line is wider than 80 columns. */
export function explained(name: string, says: string): string {
  const lines = [`  ${name}`.padEnd(INDENT - 2)];
  if ((lines[0] as string).length > INDENT - 2) lines.push(' '.repeat(INDENT - 2));
  let separator = '  ';
  for (const word of says.split(' ')) {
    const line = lines.at(-1) as string;
    if (line.length + separator.length + word.length <= WIDTH) lines.splice(-1, 1, line + separator + word);
    else lines.push(`${' '.repeat(INDENT)}${word}`);
    separator = ' ';
  }
  return lines.join('\n');
}
