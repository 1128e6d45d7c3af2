// A program of ES modules: verifies 10 % on the URL that it is given.
import { UsageError, type Verdict, type VerifyOptions, verify } from 'canary-verify';
import { type Inspection, inspect, readHaproxyConfig } from 'canary-verify/haproxy';
import { type ReporterName, renderReport } from 'canary-verify/reporters';
import { requestsNeeded } from 'canary-verify/statistics';
import { type StartedTopology, startTopology } from 'canary-verify/topology';

const options: VerifyOptions = { target: process.argv[2] ?? '', expect: '10%' };
const verdict: Verdict = await verify(options);
const refused = await verify({ expect: 'banana' }).catch((error: unknown) => error instanceof UsageError);
const start: (...definition: Parameters<typeof startTopology>) => Promise<StartedTopology> = startTopology;
const name: ReporterName = 'json';
const report: string = await renderReport(name, { verdict });
const text = 'listen shop\n  bind :80\n';
const read: Inspection = inspect({ config: readHaproxyConfig([{ file: 'haproxy.cfg', text }], {}) });
// @ts-expect-error The types are known: this is no number.
const wrong: number = requestsNeeded;
console.log(verdict.verdict, refused, typeof start, typeof wrong, report.length > 0, read.frontends.length);
