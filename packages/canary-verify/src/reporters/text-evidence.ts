import type { FailureCause } from '../observation/observation.js';
import { TRACKS, type Track } from '../terms/track.js';
import { confidenceFigure, counted, secondsFigure, shareFigure, wholeFigure } from '../text/figures.js';
import type { Paint } from '../text/paint.js';
import { printable } from '../text/printable.js';
import { wrapped } from '../text/wrapped.js';
import { statusCounts } from '../verdict/status-counts.js';
import type { ArmVerdict, SecondHopFigures, Verdict, VersionFigures } from '../verdict/verdict.js';
import { errorsWords, hasErrors, latencySentence } from './health-words.js';
import { hasOneShare } from './one-share.js';
import { namelessOf, unknownVersionWords } from './unknown-version.js';
import { failureText } from './words/failure-text.js';
import { statusesText } from './words/status-text.js';
import { expectedText, SIGNS } from './words/verdict-text.js';

/** More replicas than this are summed up instead of listed. */
const MOST_REPLICAS = 24;

/** The column in which the values of the evidence start. */
const ROW = ' '.repeat(13);

/** One line of the evidence, or more where it is long. */
export function evidenceRow([name, value]: [name: string, value: string], paint: Paint): string {
  return `  ${paint('dim', name.padEnd(9))}  ${wrapped(value, ROW).trimStart()}`;
}

/** The evidence for one arm's verdict. */
export function evidence(arm: ArmVerdict, verdict: Verdict, paint: Paint): string[] {
  const rows: [name: string, value: string][] = [];
  if (verdict.arms.length > 1) rows.push(['kind', printable(arm.name)]);
  if (arm.rule !== null) rows.push(['rule', printable(`${arm.rule.file}:${arm.rule.line}`)]);
  // With several versions each has its own share below: that of all but the first would be nobody's.
  if (arm.interval !== null && arm.share !== null && arm.shares.length === 0)
    rows.push(['share', shareRow(arm, verdict)]);
  rows.push(['requests', requestsRow(arm, verdict.durationMs) + connectionWords(arm, verdict)]);
  const nameless = statusesText(statusCounts(arm.statuses));
  if (nameless !== '')
    rows.push([
      'answers',
      namelessOf(arm.statuses) === arm.requests ? nameless : `${nameless} without a version`,
    ]);
  rows.push(['target', printable(verdict.target)]);
  rows.push(...healthRows(arm, verdict.confidence));
  if (arm.secondHop !== null) rows.push(['2nd hop', hopRow(arm.secondHop)]);
  const lines = rows.map((row) => evidenceRow(row, paint));
  const parts = arm.shares.length > 0 ? versions(arm.shares) : tracks(arm);
  return arm.requests === 0
    ? lines
    : [...lines, '', ...parts, ...addressLines(arm, paint), ...replicas(arm, paint)];
}

function versions(shares: readonly VersionFigures[]): string[] {
  return shares.map(({ version, requests, share, expected }) => {
    const name = printable(version, 24).padEnd(9);
    return `  ${name}  ${wholeFigure(requests).padStart(9)}  ${shareFigure(share ?? 0).padStart(8)}   expected ${expectedText({ expected })}`;
  });
}

/** The canary beside the stable version: how fast, and how often it fails where anything does. */
function healthRows({ health, shares }: ArmVerdict, confidence: number): [name: string, value: string][] {
  if (health === null) return [];
  const rows: [name: string, value: string][] = [];
  const latency = latencySentence({ health, shares }, confidence);
  if (latency !== null) rows.push(['latency', latency]);
  if (hasErrors(health)) rows.push(['errors', errorsWords({ health, shares }, confidence)]);
  return rows;
}

/** How many responses came from which version of the second service. */
function hopRow({ verdict, responses, versions }: SecondHopFigures): string {
  const all = Object.entries(versions);
  const silent = responses - all.reduce((sum, [, count]) => sum + count, 0);
  const seen = all
    .slice(0, MOST_REPLICAS)
    .map(([version, count]) => `${wholeFigure(count)} from ${printable(version, 24)}`);
  const parts = [...seen, ...(silent === 0 ? [] : [`${wholeFigure(silent)} without a version`])];
  return `${SIGNS[verdict]} ${parts.length === 0 ? 'nothing counted' : parts.join(', ')}`;
}

function shareRow(arm: ArmVerdict, verdict: Verdict): string {
  const [low, high] = arm.interval ?? [0, 1];
  const measured = `${shareFigure(arm.share ?? 0)} measured`;
  if (!hasOneShare(arm, verdict)) return measured;
  return `${measured}; the true share is between ${shareFigure(low)} and ${shareFigure(high)} (${confidenceFigure(verdict.confidence)} sure of each limit)`;
}

/** The counts of the row about requests. */
export type Requests = Pick<ArmVerdict, 'requests' | 'failed' | 'failures' | 'unidentified' | 'statuses'>;

/** How many they were, and why some of them failed. */
export function requestsRow(
  { requests, failed, failures, unidentified, statuses }: Requests,
  durationMs: number,
): string {
  if (requests === 0) return `none counted in ${secondsFigure(durationMs)}`;
  const causes = Object.entries(failures).map(
    ([cause, count = 0]) => `${wholeFigure(count)} × ${failureText(cause as FailureCause)}`,
  );
  const failure = failed === 0 ? 'none failed' : `${wholeFigure(failed)} failed (${causes.join('; ')})`;
  const unknown = unknownVersionWords({ unidentified, statuses });
  return `${wholeFigure(requests)} in ${secondsFigure(durationMs)}, ${failure}${unknown === null ? '' : `, ${unknown}`}`;
}

/** The number of connections, where they were reused. */
function connectionWords({ connections }: ArmVerdict, { connectionMode }: Verdict): string {
  return connectionMode === 'fresh' || connections === 0
    ? ''
    : `, over ${counted(connections, 'connection')}`;
}

function tracks(arm: ArmVerdict): string[] {
  return [...TRACKS.map((track) => trackLine(arm, track)), ...unidentifiedLine(arm)];
}

function trackLine(arm: ArmVerdict, track: Track): string {
  const own = Object.values(arm.instances).filter((instance) => instance.track === track);
  const share = arm.share === null ? '' : shareFigure(track === 'canary' ? arm.share : 1 - arm.share);
  const from = own.length === 0 ? '' : counted(own.length, 'replica');
  // A version without a name goes by its track, which stands in front.
  const names = versionNames(arm.sides[track].filter((version) => version !== track));
  return originLine(track, [arm[track], share, from, names]);
}

/** The versions that could be the canary as well as not. */
function unidentifiedLine({ sides, unidentified }: ArmVerdict): string[] {
  const names = versionNames(sides.unidentified);
  return names === '' ? [] : [originLine('neither', [unidentified, '', '', names])];
}

function originLine(name: string, [count, share, from, versions]: [number, string, string, string]): string {
  return `  ${name.padEnd(9)}  ${wholeFigure(count).padStart(9)}  ${share.padStart(8)}   ${from.padEnd(12)}${versions}`.trimEnd();
}

/** More versions than this are not named in a line. */
const MOST_VERSIONS = 4;

function versionNames(versions: readonly string[]): string {
  const more = versions.length - MOST_VERSIONS;
  const names = versions.slice(0, MOST_VERSIONS).map((version) => printable(version, 24));
  return [...names, ...(more > 0 ? [`${wholeFigure(more)} more`] : [])].join(', ');
}

/** Requests and the canary's share by address, if there are several. */
function addressLines({ addresses }: ArmVerdict, paint: Paint): string[] {
  if (addresses.length === 0 || addresses.length > MOST_REPLICAS) return [];
  const width = Math.max(...addresses.map(({ address }) => printable(address, 40).length));
  const lines = addresses.map(({ address, requests, failed, share, interval }) => {
    const between = interval === null ? '' : `, between ${interval.map(shareFigure).join(' and ')}`;
    const measured = share === null ? [] : [`canary ${shareFigure(share)}${between}`];
    const words = [...measured, ...(failed === 0 ? [] : [`${wholeFigure(failed)} failed`])].join('; ');
    return `  ${printable(address, 40).padEnd(width)}  ${wholeFigure(requests).padStart(9)}   ${paint('dim', words)}`;
  });
  return ['', ...lines];
}

function replicas({ instances }: ArmVerdict, paint: Paint): string[] {
  const all = Object.entries(instances);
  if (all.length === 0 || all.length > MOST_REPLICAS) return [];
  const width = Math.min(40, Math.max(...all.map(([instance]) => printable(instance, 40).length)));
  const lines = all.map(([instance, { track, version, count }]) => {
    const origin = [track as Track | null, version]
      .filter((part) => part !== null)
      .map((part) => printable(part, 20));
    return `  ${printable(instance, 40).padEnd(width)}  ${wholeFigure(count).padStart(9)}   ${paint('dim', origin.join(' '))}`;
  });
  return ['', ...lines];
}
