/** The entries of a map file (HAProxy's manual, section 7.3.1, `map`): a key, spaces and the value; a line may begin with `#`. */
export function mapEntriesIn(text: string): { key: string; value: string }[] {
  return text.split('\n').flatMap((line) => {
    const parts = ENTRY.exec(line);
    return parts === null ? [] : [{ key: parts[2] ?? '', value: (parts[4] ?? '').trimEnd() }];
  });
}

/** The same text with another value behind the key; comments and spaces stay. */
export function withMapValue(text: string, key: string, value: string): string {
  return text
    .split('\n')
    .map((line) => {
      const [, before = '', found, between = ''] = ENTRY.exec(line) ?? [];
      if (found !== key) return line;
      return `${before}${found}${between}${value}${line.endsWith('\r') ? '\r' : ''}`;
    })
    .join('\n');
}

const ENTRY = /^([ \t]*)([^\s#]\S*)([ \t]+)([^\n]*)$/;
