/** Whether a letter is meant, by its UTF-16 code. */
export type LetterTest = (code: number) => boolean;

const ASCII = 128;

/** The test for a letter as a pattern writes it: `a`, `\d`, `[^a-z]`, a dot. JavaScript says what that means; null if it does not know. */
export function letterTest(source: string, flags: '' | 'i'): LetterTest | null {
  const regex = letterRegex(source, flags);
  if (regex === null) return null;
  const isMeant = (code: number) => regex.test(String.fromCharCode(code));
  const known = new Uint8Array(ASCII);
  for (let code = 0; code < ASCII; code++) known[code] = isMeant(code) ? 1 : 0;
  return (code) => (code < ASCII ? known[code] === 1 : isMeant(code));
}

function letterRegex(source: string, flags: '' | 'i'): RegExp | null {
  try {
    return new RegExp(`^${source}$`, flags);
  } catch {
    return null;
  }
}
