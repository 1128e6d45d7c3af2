/** Breaks a text between words, but not within "99 %", so that no line is wider than 80 columns; all lines after the first begin with `rest`. */
export function wrapped(text: string, indent: string, rest: string = indent): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/ (?!%)/)) {
    const begin = lines.length === 0 ? indent : rest;
    if (line !== '' && begin.length + line.length + word.length >= 80) {
      lines.push(begin + line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, (lines.length === 0 ? indent : rest) + line].join('\n');
}
