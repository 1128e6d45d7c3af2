import { html, type Markup } from './escape.js';
import { placeOn, type Scale, ticks } from './scale.js';

/** The two scales of a picture. */
export interface Plot {
  x: Scale;
  y: Scale;
}

/** Names of the ticks. */
export interface TickNames {
  x: (value: number) => string;
  y: (value: number) => string;
}

const WIDTH = 640;
const HEIGHT = 280;

/** The edges of the drawing inside the picture; outside stand the names, which are larger on a phone. */
export const EDGES: Readonly<Record<'left' | 'right' | 'top' | 'bottom', number>> = {
  left: 78,
  right: 624,
  top: 36,
  bottom: 246,
};

/** The name of a picture and a text that says what can be seen. `id` is that of the picture in the page. */
export interface PictureText {
  id: string;
  title: string;
  description: string;
}

/** A picture with its text alternative. Colours and sizes of text come from the style sheet. */
export function picture({ id, title, description }: PictureText, content: readonly Markup[]): Markup {
  return html`<svg class="picture" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="${id}-title ${id}-text">
<title id="${id}-title">${title}</title>
<desc id="${id}-text">${description}</desc>
${content}
</svg>`;
}

/** Lines and names of the ticks. */
export function axes(plot: Plot, names: TickNames): Markup {
  const { left, right, bottom } = EDGES;
  const rows = ticks(plot.y).map((value) => {
    const y = toY(plot, value);
    return html`<line class="grid" x1="${left}" x2="${right}" y1="${y}" y2="${y}"/><text x="${left - 8}" y="${y}" dy=".35em" text-anchor="end">${names.y(value)}</text>`;
  });
  const columns = ticks(plot.x).map(
    (value) =>
      html`<text x="${toX(plot, value)}" y="${bottom + 6}" dy="1em" text-anchor="middle">${names.x(value)}</text>`,
  );
  return html`${rows}
${columns}`;
}

/** A point as SVG has it; what is beyond the scales lies at the edge. */
export function at(plot: Plot, x: number, y: number): string {
  return `${toX(plot, x)},${toY(plot, y)}`;
}

/** The horizontal place of a value. */
export function toX({ x }: Plot, value: number): number {
  return rounded(EDGES.left + placeOn(x, value) * (EDGES.right - EDGES.left));
}

/** The vertical place of a value. */
export function toY({ y }: Plot, value: number): number {
  return rounded(EDGES.bottom - placeOn(y, value) * (EDGES.bottom - EDGES.top));
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}

/** 1200 as "1,200", 25000 as "25K". */
export function shortFigure(value: number): string {
  return value.toLocaleString('en-US', value >= 10_000 ? { notation: 'compact' } : {});
}
