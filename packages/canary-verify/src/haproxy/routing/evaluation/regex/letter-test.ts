/** Whether a letter is meant, by its UTF-16 code. */
export type LetterTest = (code: number) => boolean;

const ASCII = 128;

/** The test for a letter as a pattern writes it: `a`, `\d`, `[^a-z]`, a dot. JavaScript says what that means. */
export function letterTest(source: string, flags: '' | 'i'): LetterTest {
  const regex = new RegExp(`^${source}$`, flags);
  const isMeant = (code: number) => regex.test(String.fromCharCode(code));
  const known = new Uint8Array(ASCII);
  for (let code = 0; code < ASCII; code++) known[code] = isMeant(code) ? 1 : 0;
  return (code) => (code < ASCII ? known[code] === 1 : isMeant(code));
}
