import { html, type Markup, NOTHING } from './escape.js';

/** A table of figures. The first column names the rows. */
export interface DataTable {
  /** Id of the caption in the page. */
  id: string;
  caption: string;
  head: readonly string[];
  rows: readonly Row[];
}

export interface Row {
  name: Markup;
  cells: readonly Cell[];
}

export interface Cell {
  text: Markup;
  /** A bar below the text. */
  bar?: Bar;
  /** Words instead of a figure. */
  words?: boolean;
}

/** A bar, as a fraction of the longest one, in the colour of `kind`. */
export interface Bar {
  part: number;
  kind: 'stable' | 'canary' | 'other' | 'failed';
}

/** The table inside a region of its own, which scrolls (also with the keyboard) where the page is too narrow. */
export function dataTable({ id, caption, head, rows }: DataTable): Markup {
  const [first = '', ...others] = head;
  const columns = others.map((name, index) => html`<th scope="col"${kindOf(rows, index)}>${name}</th>`);
  return html`<div class="scroll" role="region" aria-labelledby="${id}" tabindex="0">
<table>
<caption id="${id}">${caption}</caption>
<thead><tr><th scope="col">${first}</th>${columns}</tr></thead>
<tbody>
${rows.map(tableRow)}
</tbody>
</table>
</div>`;
}

/** A heading stands where its figures stand. */
function kindOf(rows: readonly Row[], column: number): Markup {
  return className(rows[0]?.cells[column]?.words);
}

function className(words: boolean | undefined): Markup {
  return words === true ? html` class="words"` : NOTHING;
}

function tableRow({ name, cells }: Row): Markup {
  return html`<tr><th scope="row">${name}</th>${cells.map(tableCell)}</tr>`;
}

function tableCell({ text, bar, words }: Cell): Markup {
  return html`<td${className(words)}>${text}${bar === undefined ? NOTHING : barOf(bar)}</td>`;
}

function barOf({ part, kind }: Bar): Markup {
  return html`<span class="bar ${kind}" style="width:${widthOf(part)}%"></span>`;
}

function widthOf(part: number): number {
  return Math.round(Math.min(1, Math.max(0, part)) * 1000) / 10;
}
