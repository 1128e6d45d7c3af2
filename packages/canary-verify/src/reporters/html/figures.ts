const NO_BREAK = '\u00a0';

/** A sentence in which no line breaks within "9.94 %" or "± 3 points". */
export function wholeFigures(sentence: string): string {
  return sentence
    .replace(/ (?=%)/g, NO_BREAK)
    .replace(/± ([\d.]+) (points?)/g, `±${NO_BREAK}$1${NO_BREAK}$2`);
}
