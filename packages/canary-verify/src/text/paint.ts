export type Colour = 'green' | 'red' | 'yellow' | 'dim' | 'bold';

const CODES: Record<Colour, [on: number, off: number]> = {
  green: [32, 39],
  red: [31, 39],
  yellow: [33, 39],
  dim: [2, 22],
  bold: [1, 22],
};

/** Colours a text for the terminal. */
export type Paint = (colour: Colour, text: string) => string;

/** Colours, or leaves the text as it is. */
export function painter(colours: boolean): Paint {
  if (!colours) return (_, text) => text;
  return (colour, text) => `\u001b[${CODES[colour][0]}m${text}\u001b[${CODES[colour][1]}m`;
}
