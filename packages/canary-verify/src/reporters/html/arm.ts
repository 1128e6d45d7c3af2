import { confidenceFigure, shareFigure, wholeFigure } from '../../text/figures.js';
import type { ArmVerdict, Verdict } from '../../verdict/verdict.js';
import { hasOneShare } from '../one-share.js';
import { expectedText, verdictText } from '../words/verdict-text.js';
import { addressTable } from './address-table.js';
import type { CoursePoint } from './course.js';
import { cut, html, type Markup, NOTHING } from './escape.js';
import { failuresPart } from './failures.js';
import { wholeFigures } from './figures.js';
import { latencyTable } from './latency-table.js';
import { originTable } from './origin-table.js';
import { runPicture } from './picture.js';
import { replicaTable } from './replica-table.js';
import { secondHopPart } from './second-hop.js';
import { shareBar } from './share-bar.js';
import { sign } from './sign.js';
import { statusTable } from './status-table.js';

/** One arm in the page: the verdict and how the run went, where that is known. */
export interface ArmPart {
  arm: ArmVerdict;
  id: string;
  course: readonly CoursePoint[];
}

/** The evidence on one arm. The answer stands above it where there are several. */
export function armSection({ arm, id, course }: ArmPart, verdict: Verdict): Markup {
  const answer = html`<p class="answer">${sign(arm.verdict)} ${wholeFigures(verdictText(arm, verdict.confidence))}</p>`;
  return html`<section aria-labelledby="${id}">
<h2 id="${id}">${cut(arm.name)}</h2>
${verdict.arms.length > 1 ? answer : NOTHING}
${arm.rule === null ? NOTHING : html`<p class="dim">Rule: ${cut(`${arm.rule.file}:${arm.rule.line}`)}</p>`}
${shareFacts(arm, verdict)}
${countFacts(arm)}
${runPicture(arm, `${id}-run`, course)}
${arm.requests === 0 ? NOTHING : html`<h3>Versions</h3>`}
${arm.requests === 0 ? NOTHING : originTable(arm, `${id}-origins`)}
${statusTable(arm, `${id}-statuses`)}
${secondHopPart(arm, `${id}-second-hop`, verdict.confidence)}
${latencyTable(arm, `${id}-latency`, verdict.confidence)}
${failuresPart(arm, { id: `${id}-failures`, course }, verdict.confidence)}
${addressTable(arm, `${id}-addresses`)}
${replicaTable(arm, `${id}-replicas`)}
</section>`;
}

/** With several versions each has its own share, in the table. */
function shareFacts(arm: ArmVerdict, verdict: Verdict): Markup {
  const { share, interval, shares } = arm;
  if (share === null || shares.length > 0) return NOTHING;
  const possible = hasOneShare(arm, verdict) ? interval : null;
  const [low, high] = (possible ?? [0, 1]).map(shareFigure);
  const between = `; the true share is between ${low} and ${high} (${confidenceFigure(verdict.confidence)} sure of each limit)`;
  return html`<div class="share">
<p><strong class="big">${shareFigure(share)}</strong> of responses came from the canary${wholeFigures(possible === null ? '' : between)}. <span class="dim">Expected: ${wholeFigures(expected(arm))}.</span></p>
${shareBar({ ...arm, interval: possible })}
</div>`;
}

function expected(arm: ArmVerdict): string {
  const { share, tolerance } = arm.expected;
  const limit = share > 0 && share < 1 ? '' : `; fewer than ${shareFigure(tolerance)} may go elsewhere`;
  return expectedText(arm) + limit;
}

function countFacts({ requests, failed, unidentified }: ArmVerdict): Markup {
  return html`<dl class="facts counts">
<div><dt>Requests</dt><dd>${wholeFigure(requests)}</dd></div>
<div><dt>Failed</dt><dd>${failed === 0 ? 'none' : wholeFigure(failed)}</dd></div>
<div><dt>Of unknown version</dt><dd>${unidentified === 0 ? 'none' : wholeFigure(unidentified)}</dd></div>
</dl>`;
}
