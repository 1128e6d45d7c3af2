/** The style sheet of the page. Colours are variables, so that dark mode and the pictures follow; paper is always light. */
export const STYLE: string = `
:root {
  color-scheme: light dark;
  --page: #fff; --panel: #f4f5f7; --text: #1b1f24; --dim: #545b64; --rule: #cfd4da; --edge: #7a828c; --link: #1d4ed8;
  --matches: #15803d; --differs: #b91c1c; --unsure: #92400e; --on-sign: #fff;
  --line: #1d4ed8; --area: #3b82f640; --band: #dcfce7; --band-edge: #15803d;
  --stable: #64748b; --canary: #b45309; --failed: #b91c1c;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --page: #14171b; --panel: #1f242a; --text: #e7eaee; --dim: #a9b1bb; --rule: #39414a; --edge: #8b949e; --link: #9dbbff;
    --matches: #4ade80; --differs: #fb8585; --unsure: #fbbf24; --on-sign: #14171b;
    --line: #93b4ff; --area: #6090ff4d; --band: #16351f; --band-edge: #4ade80;
    --stable: #94a3b8; --canary: #f0a04b; --failed: #fb8585;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0 auto; padding: 1rem; max-width: 58rem; background: var(--page); color: var(--text);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; overflow-wrap: anywhere;
}
header { border-top: .4rem solid var(--unsure); padding-top: 1rem; }
header.matches { border-color: var(--matches); }
header.differs { border-color: var(--differs); }
h1 { margin: 0 0 1rem; font-size: 1.5rem; line-height: 1.35; text-wrap: balance; }
h2 { margin: 2.5rem 0 .75rem; padding-bottom: .3rem; border-bottom: 2px solid var(--rule); font-size: 1.3rem; }
h3 { margin: 2rem 0 .5rem; font-size: 1.05rem; }
p { margin: .5rem 0; }
a { color: var(--link); }
a:focus-visible, summary:focus-visible, .scroll:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
footer { margin-top: 3rem; color: var(--dim); font-size: .875rem; }
code { font-family: ui-monospace, Menlo, Consolas, monospace; font-size: .95em; }
.dim { color: var(--dim); font-weight: 400; }
.sign {
  display: inline-block; padding: 0 .5em; border-radius: .3em; background: var(--unsure); color: var(--on-sign);
  font-weight: 600; white-space: nowrap; print-color-adjust: exact; -webkit-print-color-adjust: exact;
}
.sign.matches { background: var(--matches); }
.sign.differs { background: var(--differs); }
.answer { font-size: 1.1rem; }
nav ul { margin: 0 0 1rem; padding: 0; list-style: none; display: flex; flex-wrap: wrap; gap: .5rem 1.25rem; }
nav a { display: inline-block; padding: .2rem 0; }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 18rem), 1fr)); gap: .75rem 1.5rem; margin: 1rem 0; }
.facts.counts { grid-template-columns: repeat(3, auto); justify-content: start; column-gap: 2.5rem; }
.facts .wide { grid-column: 1 / -1; }
dt { color: var(--dim); font-size: .875rem; }
dd { margin: 0; }
.big { font-size: 1.5rem; font-variant-numeric: tabular-nums; }
.gauge { display: block; min-width: 7rem; margin: .5rem 0; text-align: left; }
.track { display: block; position: relative; height: 1.25rem; border: 1px solid var(--edge); background: var(--panel); }
.track > span { position: absolute; top: 0; bottom: 0; }
.right { background: var(--band); border: solid var(--band-edge); border-width: 0 1px; }
.track > .possible { top: 35%; bottom: 35%; min-width: 2px; background: var(--line); opacity: .55; }
.here { width: 4px; margin-left: -2px; background: var(--text); }
.ends { display: flex; justify-content: space-between; color: var(--dim); font-size: .8125rem; }
figure { margin: .5rem 0; }
.picture { display: block; width: 100%; height: auto; overflow: visible; }
.picture text { fill: var(--dim); font-size: 20px; font-variant-numeric: tabular-nums; }
.picture .grid { stroke: var(--rule); stroke-width: 1; vector-effect: non-scaling-stroke; }
.picture line.moment { stroke-dasharray: 5 4; stroke-width: 1.5; stroke: var(--unsure); vector-effect: non-scaling-stroke; }
.picture line.moment.matches { stroke: var(--matches); }
.picture line.moment.differs { stroke: var(--differs); }
.picture text.moment { fill: var(--unsure); font-weight: 600; }
.picture text.moment.failed { fill: var(--failed); }
.picture text.moment.matches { fill: var(--matches); }
.picture text.moment.differs { fill: var(--differs); }
.line, .lost { fill: none; stroke: var(--line); stroke-width: 2; stroke-linejoin: round; vector-effect: non-scaling-stroke; }
.dot { fill: var(--line); }
.area { fill: var(--area); }
.band { fill: var(--band); stroke: var(--band-edge); stroke-width: 1; vector-effect: non-scaling-stroke; }
.picture .lost { stroke: var(--failed); }
.lost-area { fill: var(--failed); opacity: .18; }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: 0; padding: 0; list-style: none; }
figcaption, .legend { color: var(--dim); font-size: .875rem; }
.key { width: 1.25rem; height: .75rem; vertical-align: -.05em; }
summary { cursor: pointer; padding: .35rem 0; }
.scroll { overflow-x: auto; margin: .5rem 0 1.25rem; }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
caption { padding: .35rem 0; text-align: left; color: var(--dim); }
th, td { padding: .35rem .5rem; border-bottom: 1px solid var(--rule); text-align: right; vertical-align: top; }
th:first-child, .words { text-align: left; }
th:first-child { padding-left: 0; font-weight: 600; }
thead th { border-bottom-color: var(--edge); font-size: .875rem; }
tbody th { min-width: 6.5rem; font-weight: 500; }
td, thead th { white-space: nowrap; }
td.words, .dim { white-space: normal; }
.bar { display: block; height: .5rem; margin-left: auto; min-width: 1px; background: var(--edge); }
.bar.stable { background: var(--stable); }
.bar.canary { background: var(--canary); }
.bar.failed { background: var(--failed); }
.bar, .track, .track > span, .picture { print-color-adjust: exact; -webkit-print-color-adjust: exact; forced-color-adjust: none; }
.advice { padding-left: 1.25rem; }
.advice li { margin-bottom: 1rem; }
.exchange {
  margin: .5rem 0; padding: .5rem .75rem; border-left: .25rem solid var(--differs); background: var(--panel);
  font: .875rem/1.5 ui-monospace, Menlo, Consolas, monospace; white-space: pre-wrap;
}
.next { padding: .5rem .75rem; border-left: .25rem solid var(--link); background: var(--panel); }
@media (max-width: 519px) {
  h1 .sign { display: block; width: fit-content; margin-bottom: .3em; }
  th, td { padding: .35rem .25rem; }
  tbody th { min-width: 5rem; }
}
@media (min-width: 520px) { .picture text { font-size: 15px; } }
@media (min-width: 820px) { .picture text { font-size: 11px; } }
@media print {
  body { max-width: none; padding: 0; font-size: 10.5pt; }
  .picture text { font-size: 12px; }
  figure, tr, .advice li, .share { break-inside: avoid; }
  h2, h3, caption { break-after: avoid; }
  .scroll { overflow: visible; }
  nav, summary { display: none; }
  details::details-content { content-visibility: visible; block-size: auto; }
}
`;
