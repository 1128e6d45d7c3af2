import type { Side, Taken, TakenBackend } from '../../options/taken.js';
import { counted, percent } from '../../text/figures.js';
import { printable } from '../../text/printable.js';

/** The source of the expectation, and the shares that follow from it. */
export function takenText({ share, from, backends }: Taken): string {
  return `The canary's share, ${figure(share)}, is taken from ${from.map((one) => printable(one)).join(' and ')}: ${backends.map(backendText).join('; ')}.`;
}

function backendText({ backend, server, share, stable, canary }: TakenBackend): string {
  if (server !== null)
    return `${figure(share)} of the requests go to server ${printable(server)} of backend ${printable(backend ?? '')}, by a rule or a cookie: ${canary.share === 1 ? 'the canary' : 'stable'}`;
  const where = backend === null ? '' : ` in backend ${printable(backend)}`;
  const part =
    share === 1 ? '' : `${figure(share)} of the requests go to backend ${printable(backend ?? '')}, there `;
  return `${part}stable ${sideText(stable)}, canary ${sideText(canary)}${part === '' ? where : ''}`;
}

function sideText({ instances, share }: Side): string {
  return `${figure(share)} of the weight${instances === null ? '' : ` (${counted(instances, 'instance')})`}`;
}

function figure(share: number): string {
  return percent(Number(share.toPrecision(4)));
}
