import { percent } from '../../text/figures.js';
import { html, type Markup, NOTHING } from './escape.js';
import { bandEdges, placeOn, type Scale, shareScale } from './scale.js';

/** A measured share with what is expected of it. */
export interface MeasuredShare {
  expected: { share: number; tolerance: number };
  share: number | null;
  interval: [low: number, high: number] | null;
}

/** The share against the expected band as a small bar. The figures stand beside it, so it is hidden from readers of text. */
export function shareBar({ expected, share, interval }: MeasuredShare): Markup {
  if (share === null) return NOTHING;
  const scale = shareScale(expected, [share, ...(interval ?? [])]);
  const marker = html`<span class="here" style="left:${place(scale, share)}%"></span>`;
  return html`<span class="gauge" aria-hidden="true"><span class="track">${stretch(scale, 'right', bandEdges(expected))}${interval === null ? NOTHING : stretch(scale, 'possible', interval)}${marker}</span><span class="ends"><span>${percent(scale.low)}</span><span>${percent(scale.high)}</span></span></span>`;
}

function stretch(scale: Scale, kind: string, [low, high]: readonly [number, number]): Markup {
  const left = place(scale, low);
  return html`<span class="${kind}" style="left:${left}%;width:${Math.round((place(scale, high) - left) * 10) / 10}%"></span>`;
}

function place(scale: Scale, value: number): number {
  return Math.round(placeOn(scale, value) * 1000) / 10;
}
