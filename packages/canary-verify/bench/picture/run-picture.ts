// Draws docs/run.svg: two runs as they go on, with the share, its interval and the band.
// `npm run docs:picture -w canary-verify`
import { writeFileSync } from 'node:fs';
import { type OneRun, oneRun } from './one-run.js';

const BAND = { share: 0.1, tolerance: 0.03 };
const WIDTH = 720;
const PANEL = { left: 52, width: WIDTH - 52 - 28, height: 170, mostShare: 0.3 };

const right = oneRun(BAND, 0.1, 5);
const wrong = oneRun(BAND, 0.2, 3);
const mostRequests = Math.ceil(Math.max(right.requests, wrong.requests) / 200) * 200;
writeFileSync(
  process.argv[2] ?? 'docs/run.svg',
  [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} 470" font-family="system-ui, sans-serif" font-size="12">`,
    `<title>Two runs against 10 % ± 3 points at 99 %: one matches, one differs</title>`,
    `<rect width="${WIDTH}" height="470" fill="#fff"/>`,
    panel(right, 'The canary gets 10 %', 34),
    panel(wrong, 'The canary gets 20 %', 260),
    '</svg>',
    '',
  ].join('\n'),
);
console.log(`matches after ${right.requests} requests, differs after ${wrong.requests}`);

function panel(run: OneRun, title: string, top: number): string {
  const { low, high } = { low: BAND.share - BAND.tolerance, high: BAND.share + BAND.tolerance };
  const bottom = top + PANEL.height;
  const area = [
    ...run.points.map(({ requests, high }) => at(requests, high, top)),
    ...[...run.points].reverse().map(({ requests, low }) => at(requests, low, top)),
  ];
  const line = run.points.map(({ requests, share }) => at(requests, share, top));
  const end = x(run.requests);
  const [colour, word] = run.answer === 'inside' ? ['#15803d', 'matches'] : ['#b91c1c', 'differs'];
  const label = end > WIDTH - 180 ? `x="${end - 6}" text-anchor="end"` : `x="${end + 6}"`;
  return [
    `<text x="${PANEL.left}" y="${top - 10}" font-weight="600" fill="#111">${title}</text>`,
    `<rect x="${PANEL.left}" y="${y(high, top)}" width="${PANEL.width}" height="${y(low, top) - y(high, top)}" fill="#dcfce7"/>`,
    ...[0, 0.1, 0.2, 0.3].map(
      (share) =>
        `<text x="${PANEL.left - 8}" y="${y(share, top) + 4}" text-anchor="end" fill="#555">${share * 100} %</text>` +
        `<line x1="${PANEL.left}" x2="${PANEL.left + PANEL.width}" y1="${y(share, top)}" y2="${y(share, top)}" stroke="#ddd"/>`,
    ),
    ...ticks().map(
      (requests) =>
        `<text x="${x(requests)}" y="${bottom + 16}" text-anchor="middle" fill="#555">${requests.toLocaleString('en')}</text>`,
    ),
    `<polygon points="${area.join(' ')}" fill="#3b82f6" fill-opacity="0.22"/>`,
    `<polyline points="${line.join(' ')}" fill="none" stroke="#1d4ed8" stroke-width="1.5"/>`,
    `<line x1="${end}" x2="${end}" y1="${top}" y2="${bottom}" stroke="${colour}" stroke-width="1.5" stroke-dasharray="4 3"/>`,
    `<text ${label} y="${top + 14}" fill="${colour}" font-weight="600">${word} after ${run.requests.toLocaleString('en')} requests</text>`,
  ].join('\n');
}

function ticks(): number[] {
  const step = mostRequests > 1_000 ? 200 : 100;
  return Array.from({ length: mostRequests / step + 1 }, (_, index) => index * step);
}

function at(requests: number, share: number, top: number): string {
  return `${x(requests)},${y(share, top)}`;
}

function x(requests: number): number {
  return rounded(PANEL.left + (requests / mostRequests) * PANEL.width);
}

/** Shares beyond the picture are drawn at its edge. */
function y(share: number, top: number): number {
  return rounded(top + PANEL.height * (1 - Math.min(share, PANEL.mostShare) / PANEL.mostShare));
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
