import type { FailureCause } from '../../observation/observation.js';
import type { ErrorCount } from '../../tally/health-figures.js';
import { TRACKS } from '../../terms/track.js';
import { shareFigure, wholeFigure } from '../../text/figures.js';
import type { ArmVerdict } from '../../verdict/verdict.js';
import { behind, comparedWords, hasErrors, limitWords } from '../health-words.js';
import { failureText } from '../words/failure-text.js';
import { cut, html, type Markup, NOTHING } from './escape.js';
import { type Cell, dataTable, type Row } from './tables.js';
import { trackName } from './tracks.js';

/** Failed requests by cause, and by version where both answered. */
export function failureTables(arm: ArmVerdict, id: string, confidence: number): Markup {
  const causes = Object.entries(arm.failures).sort(([, one = 0], [, other = 0]) => other - one);
  const byCause = dataTable({
    id: `${id}-causes`,
    caption: 'Failed requests by cause',
    head: ['Cause', 'Requests'],
    rows: causes.map(([cause, count = 0]) => ({
      name: html`${cut(failureText(cause as FailureCause))}`,
      cells: [failedCell(wholeFigure(count), count / Math.max(1, arm.failed))],
    })),
  });
  return html`${causes.length > 0 ? byCause : NOTHING}
${errorTable(arm, `${id}-versions`, confidence)}`;
}

function errorTable(arm: ArmVerdict, id: string, confidence: number): Markup {
  if (arm.health === null || !hasErrors(arm.health)) return NOTHING;
  const { errors, worseRatio } = arm.health;
  const compared = comparedWords(errors.verdict, { what: 'errors', worseRatio, confidence });
  const limit = errors.limit === null ? '' : `; ${limitWords(errors.limit)}`;
  const part = ({ failed, requests }: ErrorCount) => (requests === 0 ? 0 : failed / requests);
  return dataTable({
    id,
    caption: `Failed requests by version${behind(compared)}${limit}`,
    head: ['Version', 'Failed', 'Share'],
    rows: [
      ...TRACKS.map((track) => ({
        name: trackName(arm, track),
        cells: [
          { text: html`${wholeFigure(errors[track].failed)} of ${wholeFigure(errors[track].requests)}` },
          failedCell(shareFigure(part(errors[track])), part(errors[track])),
        ],
      })),
      ...(errors.unknown === 0 ? [] : [unknownRow(errors.unknown)]),
    ],
  });
}

function unknownRow(unknown: number): Row {
  return { name: html`not known whose`, cells: [{ text: html`${wholeFigure(unknown)}` }, { text: html`–` }] };
}

function failedCell(text: string, part: number): Cell {
  return { text: html`${text}`, bar: { part, kind: 'failed' } };
}
