import { connect, isIP, type NetConnectOpts, type Socket } from 'node:net';
import { checkServerIdentity, connect as connectTls, type PeerCertificate, type TLSSocket } from 'node:tls';
import { bodyText } from '../observation/body-text.js';
import type { Answer, FailureCause } from '../observation/observation.js';
import type { ResolvedOptions } from '../options/options.js';
import type { TargetAddress } from '../sampling/seats.js';
import type { ConnectionProblem } from './connection-problem.js';

/** A server that says nothing within this time is not waited for, in milliseconds. */
const LOOK_MS = 1_500;

/** Looks once more at a place that gave no answer, to tell why. Null if that is not to be told. Never throws. */
export async function lookAgain(
  options: ResolvedOptions,
  address: TargetAddress,
  cause: FailureCause,
): Promise<ConnectionProblem | null> {
  // The look has no line of the PROXY protocol, so that the server would refuse it in any case.
  if (!WORTH_A_LOOK.has(cause) || options.request.proxyProtocol) return null;
  const place = placeOf(options, address);
  if (options.target.protocol === 'https:') return tlsProblem(options, place);
  if (options.http2)
    return (await firstBytes(place, HTTP1)).startsWith('HTTP/1') ? { kind: 'no-http2' } : null;
  const [tls, preface] = await Promise.all([handshake(options, place), firstBytes(place, HTTP2)]);
  if (tls.certificate !== null) return { kind: 'speaks-tls' };
  // A frame of settings comes first (RFC 9113, section 3.4).
  return preface.charCodeAt(3) === SETTINGS ? { kind: 'speaks-http2' } : null;
}

/** Servers answer a request without TLS on a port for TLS in words, with this status. */
export function wantsTls({ target }: ResolvedOptions, answer: Answer): boolean {
  if (target.protocol !== 'http:' || answer.status !== 400) return false;
  return /HTTP request (?:was sent )?to (?:an )?HTTPS (?:port|server)|speaking plain HTTP to an SSL/i.test(
    bodyText(answer) ?? '',
  );
}

const WORTH_A_LOOK: ReadonlySet<FailureCause> = new Set<FailureCause>([
  'tls',
  'reset',
  'malformed',
  'timeout',
]);

const SETTINGS = 4;
const HTTP1 = 'HEAD / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n';
/** The preface, and a frame of settings without any. */
const HTTP2 = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0';

function placeOf({ target, request: { via } }: ResolvedOptions, address: TargetAddress): NetConnectOpts {
  if (via.kind === 'socket') return { path: via.path };
  const port =
    via.kind === 'elsewhere' ? via.port : Number(target.port) || (target.protocol === 'https:' ? 443 : 80);
  return { host: address?.address ?? hostnameOf(target), port };
}

function hostnameOf({ hostname }: URL): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}

async function tlsProblem(
  options: ResolvedOptions,
  place: NetConnectOpts,
): Promise<ConnectionProblem | null> {
  const { code, certificate, trust } = await handshake(options, place);
  const { rejectUnauthorized, cert } = options.request.tls;
  if (trust !== null && certificate !== null && rejectUnauthorized)
    return certificateProblem(trust, certificate, hostnameOf(options.target));
  if (code === null) return null;
  if (/NO_APPLICATION_PROTOCOL/.test(code) && !options.http2) return { kind: 'speaks-http2' };
  if (isAboutClient(code, certificate)) return { kind: 'client-certificate', given: cert !== null };
  if (/PROTOCOL|CIPHER|HANDSHAKE_FAILURE|INSUFFICIENT_SECURITY|SSL_VERSION|NO_SHARED/.test(code))
    return { kind: 'no-common-protocol', code };
  const speaksHttp = (await firstBytes(place, HTTP1)).startsWith('HTTP/');
  if (speaksHttp || NO_TLS.test(code)) return { kind: 'not-tls', speaksHttp };
  return code.startsWith('ERR_SSL') ? { kind: 'handshake', code } : null;
}

/** What came is no record of TLS. */
const NO_TLS = /WRONG_VERSION_NUMBER|PACKET_LENGTH|HTTP_REQUEST|HTTPS_PROXY_REQUEST|UNKNOWN_PROTOCOL/;

/** TLS 1.3 says so; with TLS 1.2 the handshake fails once the server has shown its own certificate. */
function isAboutClient(code: string, certificate: PeerCertificate | null): boolean {
  if (
    /CERTIFICATE_REQUIRED|ALERT_(?:BAD_CERT|UNKNOWN_CA|CERTIFICATE_|UNSUPPORTED_CERT|ACCESS_DENIED)/.test(
      code,
    )
  )
    return true;
  return certificate !== null && /HANDSHAKE_FAILURE/.test(code);
}

function certificateProblem(trust: string, certificate: PeerCertificate, asked: string): ConnectionProblem {
  if (trust === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return { kind: 'wrong-name', asked, names: namesOf(certificate) };
  if (trust === 'CERT_HAS_EXPIRED') return { kind: 'expired', time: certificate.valid_to };
  if (trust === 'CERT_NOT_YET_VALID') return { kind: 'not-yet-valid', time: certificate.valid_from };
  const selfSigned = trust === 'DEPTH_ZERO_SELF_SIGNED_CERT';
  return { kind: 'untrusted', selfSigned, issuer: text(certificate.issuer?.CN ?? certificate.issuer?.O) };
}

const MOST_NAMES = 10;

/** The names that a certificate is for, as far as they fit into a report. */
function namesOf({ subjectaltname, subject }: PeerCertificate): string[] {
  const names = [...(subjectaltname ?? '').matchAll(/(?:DNS|IP Address):("(?:[^"\\]|\\.)*"|[^,]+)/g)];
  if (names.length === 0) return [text(subject?.CN)].filter((name) => name !== '');
  return names.slice(0, MOST_NAMES).map(([, name = '']) => text(name));
}

function text(value: string | string[] | undefined): string {
  return (Array.isArray(value) ? value.join(', ') : (value ?? '')).slice(0, 200);
}

/** The result of a handshake in which any certificate is taken. */
interface Handshake {
  /** The code of the error that ended it; null if none did. */
  code: string | null;
  /** Null if the server has shown none. */
  certificate: PeerCertificate | null;
  /** Why the certificate is not trusted; null if it is. */
  trust: string | null;
}

function handshake({ target, request, http2 }: ResolvedOptions, place: NetConnectOpts): Promise<Handshake> {
  const { ca, cert, key } = request.tls;
  const asked = hostnameOf(target);
  const socket = connectTls({
    ...place,
    servername: isIP(asked) === 0 ? asked : '',
    rejectUnauthorized: false,
    checkServerIdentity: (_, certificate) => checkServerIdentity(asked, certificate),
    ALPNProtocols: http2 ? ['http/1.1', 'h2'] : ['http/1.1'],
    ...(ca !== null && { ca }),
    ...(cert !== null && key !== null && { cert, key }),
  });
  return new Promise((resolve) => {
    let found: Omit<Handshake, 'code'> = { certificate: null, trust: null };
    const over = (code: string | null) =>
      resolve({ ...found, certificate: found.certificate ?? shownBy(socket), code });
    socket.once('secureConnect', () => {
      found = { certificate: shownBy(socket), trust: trustIn(socket) };
      if (found.trust !== null && request.tls.rejectUnauthorized) socket.destroy();
      // With TLS 1.3 a server refuses the client after the handshake.
      else socket.write(HTTP1);
    });
    socket.on('data', () => socket.destroy());
    endWithin(socket, over);
  });
}

function shownBy(socket: TLSSocket): PeerCertificate | null {
  const certificate = socket.getPeerCertificate();
  return certificate === null || Object.keys(certificate).length === 0 ? null : certificate;
}

function trustIn(socket: TLSSocket): string | null {
  return socket.authorized ? null : String(socket.authorizationError ?? '') || null;
}

/** The first bytes that a server answers to these, as Latin-1; empty if it answers nothing. */
function firstBytes(place: NetConnectOpts, said: string): Promise<string> {
  const socket = connect(place, () => socket.write(said, 'latin1'));
  let answer = '';
  return new Promise((resolve) => {
    socket.on('data', (bytes) => {
      answer += bytes.toString('latin1');
      if (answer.length >= ENOUGH) socket.destroy();
    });
    endWithin(socket, () => resolve(answer));
  });
}

/** "HTTP/" and the head of a frame. */
const ENOUGH = 9;

/** Calls `over` once, with the code of an error: when the connection ends, or after a while. */
function endWithin(socket: Socket, over: (code: string | null) => void): void {
  const timer = setTimeout(() => socket.destroy(), LOOK_MS);
  socket.once('error', (error: NodeJS.ErrnoException) => over(error.code ?? null));
  socket.once('end', () => socket.destroy());
  socket.once('close', () => {
    clearTimeout(timer);
    over(null);
  });
}
