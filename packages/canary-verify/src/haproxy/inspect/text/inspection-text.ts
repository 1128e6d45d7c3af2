import { painter } from '../../../text/paint.js';
import { printable } from '../../../text/printable.js';
import { wrapped } from '../../../text/wrapped.js';
import type { DnsResolvers } from '../../backends/dns-resolvers.js';
import type { InspectedFrontend, Inspection, VersionName } from '../inspection.js';
import { backendText } from './backend-text.js';
import { findingText } from './finding-text.js';
import { frontendText } from './frontend-text.js';
import { placeTexts } from './place-text.js';
import type { Telling } from './telling.js';

/** More remarks than these are counted, not shown. */
const MOST_REMARKS = 20;

/** An inspection for people: what HAProxy refuses, how to reach the canary, then the rest. 80 columns are enough. */
export function inspectionText(inspection: Inspection, colours: boolean): string {
  const telling: Telling = {
    inspection,
    paint: painter(colours),
    placeText: placeTexts(inspection.files),
  };
  const blocks = [
    ...refusal(telling),
    ...inspection.frontends.map((frontend) => frontendText(frontend, telling)),
    ...inspection.backends.map((pool) => backendText(pool, telling)),
    ...inspection.resolvers.map((resolvers) => resolversText(resolvers, telling)),
    ...findings(telling),
    ...unknown(telling),
    closing(telling),
  ];
  return `${blocks.join('\n\n')}\n`;
}

/** HAProxy's own errors come first. Where it runs, it may find others. */
function refusal({ inspection: { check }, paint }: Telling): string[] {
  if (check === null || check.outcome === 'valid' || check.outcome === 'timed-out') return [];
  const messages = check.messages.map((message) => wrapped(printable(message, 400), '  ', '    '));
  const version = printable(check.version);
  const sign = paint('yellow', paint('bold', check.outcome === 'refused' ? '! refused' : '! not checked'));
  const by =
    check.outcome === 'refused'
      ? `by the HAProxy of this machine (${version}):`
      : `whole: this machine does not have what the files name (${version}):`;
  return [[wrapped(`${sign} ${by}`, '', '  '), ...messages].join('\n')];
}

function resolversText(
  { name, place, acceptedPayloadSize, hold, resolveSeconds }: DnsResolvers,
  telling: Telling,
): string {
  const { paint, placeText } = telling;
  const title = `${paint('bold', `resolvers ${printable(name)}`)}  ${paint('dim', placeText(place))}`;
  const text = `asks every ${resolveSeconds.value} s, takes answers of up to ${acceptedPayloadSize.value} bytes. A server that DNS no longer has leaves ${afterText(hold.obsolete.value)} (hold obsolete), the last one ${afterText(hold.nx.value)} (hold nx).`;
  return [title, wrapped(text, '  ')].join('\n');
}

function afterText(seconds: number): string {
  return seconds === 0 ? 'at once' : `after ${seconds} s`;
}

/** Above what is not known: it can be mended. */
function findings({ inspection, paint, placeText }: Telling): string[] {
  const told = inspection.findings.flatMap((finding) => {
    const why = findingText(finding, placeText);
    if (why === null) return [];
    return [wrapped(`${placeText(finding.place)}  ${printable(finding.text, 120)}: ${why}.`, '  ', '    ')];
  });
  return told.length === 0 ? [] : [[paint('yellow', 'Probably not intended:'), ...first(told)].join('\n')];
}

/** The first lines, and the number of the others. */
function first(lines: readonly string[]): string[] {
  const more = lines.length - MOST_REMARKS;
  return [...lines.slice(0, MOST_REMARKS), ...(more > 0 ? [`  and ${more} more: --json has all`] : [])];
}

function unknown({ inspection, paint, placeText }: Telling): string[] {
  const remarks = inspection.unknown.map(({ place, text, why }) => {
    const line = text === '' ? '' : `${printable(text, 120)}: `;
    return wrapped(`${placeText(place)}  ${line}${printable(why, 200)}`, '  ', '    ');
  });
  const missing = inspection.patternFiles.missing.map((name) =>
    wrapped(`${printable(name)} could not be read: what it decides is not known`, '  ', '    '),
  );
  const silent = inspection.running.flatMap(({ source, failure }) =>
    failure === null
      ? []
      : [wrapped(`${printable(source)} could not be asked: ${printable(failure, 200)}`, '  ', '    ')],
  );
  const lines = [...silent, ...first(remarks), ...missing];
  return lines.length === 0 ? [] : [[paint('yellow', 'Not known:'), ...lines].join('\n')];
}

/** The assumptions about the canary, and who checked the files. */
function closing(telling: Telling): string {
  const { inspection } = telling;
  const { canaries, check, patternFiles } = inspection;
  const named =
    canaries.length === 0
      ? inspection.canaryDoubt === null
        ? 'Nothing here is called canary… or …-v2: --canary NAME says which backend or servers are it.'
        : `Which is the canary? ${inspection.canaryDoubt}. Name it: --canary NAME`
      : `The canary: ${canaries.map(nameText).join(', ')}, by name. To name another one: --canary NAME`;
  const maps = patternFiles.read.map((name) => printable(name)).join(', ');
  const lines = [
    named,
    ...(check === null
      ? ['No HAProxy is installed here, so it is not known whether the files are valid.']
      : []),
    ...(check?.outcome === 'valid' ? [`${printable(check.version)} takes the files.`] : []),
    ...(check?.outcome === 'timed-out'
      ? [`${printable(check.version)} did not end its check of the files in time.`]
      : []),
    ...(maps === ''
      ? []
      : [`Read as they are now: ${maps}. The runtime socket may have changed them since.`]),
  ];
  return [...lines.map((line) => wrapped(line, '')), ...nextSteps(telling)].join('\n');
}

/** The commands that hold it against traffic and against what DNS says. */
function nextSteps({ inspection: { frontends, files }, paint }: Telling): string[] {
  const config =
    files.length > 2 ? '--config FILE…' : files.map((file) => `--config ${printable(file)}`).join(' ');
  const headers = frontends.flatMap(headersLine)[0];
  const open = frontends.some(({ unmarked }) => unmarked.served.some(({ share }) => share === null));
  return [
    ...(headers === undefined
      ? []
      : [
          `${paint('bold', 'next')}  To verify these rules with real requests: canary-verify headers ${config}${headers}`,
        ]),
    ...(open
      ? [`${paint('bold', 'next')}  ask Consul for the shares: canary-verify explain ${config} --consul URL`]
      : []),
  ];
}

/** What follows `canary-verify headers --config FILE` to verify the first mark of a frontend; none if it cannot be pasted. */
function headersLine({ marks }: InspectedFrontend): string[] {
  const mark = marks.find(
    ({ canaryShare, query, paste }) => canaryShare === 1 && query === null && paste !== null,
  );
  return mark?.paste == null ? [] : [mark.paste.headers];
}

function nameText({ backend, servers }: VersionName): string {
  return servers === null
    ? `backend ${printable(backend)}`
    : `servers ${printable(servers)} of ${printable(backend)}`;
}
