// Draws docs/report.png: the HTML report of a run against nine stable replicas and one canary, in the Chromium of the machine.
// `npm run docs:picture -w canary-verify`
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { Course } from '../../src/cli/course.js';
import { htmlReport } from '../../src/reporters/html/index.js';
import { verify } from '../../src/verify.js';
import { fakeServer, inTurn, replica } from '../../test/fake-server.js';

const file = process.argv[2] ?? 'docs/report.png';
const MOST_BYTES = 60_000;
const folder = mkdtempSync(join(tmpdir(), 'report-picture-'));
const stable = Array.from({ length: 9 }, (_, index) => replica('stable', `service-v1-${index + 1}`));
await using server = await fakeServer(inTurn(...stable, replica('canary', 'service-v2-1')));
const course = new Course();
const verdict = await verify({ target: server.url, expect: '10%', onProgress: course.note.bind(course) });
const shown = { ...verdict, target: 'http://localhost:48151/version' };
writeFileSync(join(folder, 'report.html'), htmlReport(shown, course.points));

const executablePath = execFileSync('which', ['chromium'], { encoding: 'utf8' }).trim();
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
const page = await browser.newPage({ viewport: { width: 900, height: 1040 }, deviceScaleFactor: 0.7 });
await page.goto(pathToFileURL(join(folder, 'report.html')).href);
await page.screenshot({ path: file });
await browser.close();
rmSync(folder, { recursive: true, force: true });
const { size } = statSync(file);
if (size > MOST_BYTES) throw new Error(`${file} has ${size} bytes, at most ${MOST_BYTES} are allowed`);
console.log(`${file}: ${size} bytes, ${verdict.verdict}`);
