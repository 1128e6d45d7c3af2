/** Capital letters of ASCII as small ones: HAProxy compares and converts no others. */
export function lowered(text: string): string {
  // Most texts are small already, and this is asked of every pattern.
  return /[A-Z]/.test(text) ? text.replace(/[A-Z]/g, (letter) => letter.toLowerCase()) : text;
}

export function raised(text: string): string {
  return text.replace(/[a-z]/g, (letter) => letter.toUpperCase());
}

/** Separators, the index of the wanted part (from 1, or from -1 backwards) and how many parts; 0: all that follow. */
export interface Part {
  index: number;
  separators: string;
  count: number;
}

/** The converter `field`: parts may be empty. Null if there are fewer parts. */
export function field(text: string, { index, separators, count }: Part): string | null {
  const ends = [-1, ...positions(text, (letter) => separators.includes(letter)), text.length];
  const fields = ends.length - 1;
  if (index > fields || -index > fields) return null;
  const first = index > 0 ? index - 1 : fields + index;
  if (index > 0)
    return text.slice(
      (ends[first] as number) + 1,
      ends[count === 0 ? fields : Math.min(fields, first + count)],
    );
  const last = first;
  const from = count === 0 ? 0 : Math.max(0, last - count + 1);
  return text.slice((ends[from] as number) + 1, ends[last + 1]);
}

function positions(text: string, wanted: (letter: string) => boolean): number[] {
  return [...text].flatMap((letter, at) => (wanted(letter) ? [at] : []));
}

/** The converter `word`: separators in a row count as one. Null if there are fewer parts. */
export function word(text: string, { index, separators, count }: Part): string | null {
  const words: { from: number; to: number }[] = [];
  for (let at = 0; at < text.length; at++) {
    if (separators.includes(text[at] as string)) continue;
    const from = at;
    while (at < text.length && !separators.includes(text[at] as string)) at++;
    words.push({ from, to: at });
  }
  if (index > words.length || -index > words.length) return null;
  const first = index > 0 ? index - 1 : words.length + index;
  // With fewer words than wanted, and with all of them, HAProxy goes on to the end of the text.
  if (index > 0) {
    const last = count === 0 ? undefined : words[first + count - 1];
    return text.slice((words[first] as { from: number }).from, last?.to ?? text.length);
  }
  const from = count === 0 ? undefined : words[first - count + 1];
  return text.slice(from?.from ?? 0, (words[first] as { to: number }).to);
}

export function trimmedBy(text: string, letters: string, side: 'left' | 'right'): string {
  let from = 0;
  let to = text.length;
  if (side === 'left') while (from < to && letters.includes(text[from] as string)) from++;
  else while (from < to && letters.includes(text[to - 1] as string)) to--;
  return text.slice(from, to);
}

/** The converter `url_dec`. Null if a percent sign has no two digits after it. In a form a plus sign is a space. */
export function decodedUrl(text: string, inForm: boolean): string | null {
  let form = inForm;
  let out = '';
  for (let at = 0; at < text.length; at++) {
    const letter = text[at] as string;
    if (letter === '?') form = true;
    if (letter === '+') out += form ? ' ' : '+';
    else if (letter === '%') {
      const digits = text.slice(at + 1, at + 3);
      if (!/^[0-9a-f]{2}$/i.test(digits)) return null;
      out += String.fromCharCode(Number.parseInt(digits, 16));
      at += 2;
    } else out += letter;
  }
  return out;
}
