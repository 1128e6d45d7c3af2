import type { ConnectionProblem } from '../../settle/connection-problem.js';
import { printable } from '../../text/printable.js';

/** What is wrong with a connection, as the end of a sentence, and the flag that helps. */
export interface ProblemText {
  says: string;
  next: string;
}

/** The words for what a second look at a connection has told. */
export function problemText(problem: ConnectionProblem): ProblemText {
  switch (problem.kind) {
    case 'untrusted':
      return untrusted(problem);
    case 'wrong-name':
      return wrongName(problem);
    case 'expired':
      return {
        says: `its certificate was valid until ${printable(problem.time)}`,
        next: 'Renew the certificate, or accept any certificate: --insecure',
      };
    case 'not-yet-valid':
      return {
        says: `its certificate is valid from ${printable(problem.time)}`,
        next: 'Check the clock of this machine, or accept any certificate: --insecure',
      };
    case 'not-tls':
      return problem.speaksHttp
        ? { says: 'the port speaks HTTP without TLS', next: 'Use http:// instead of https:// in the URL.' }
        : {
            says: 'the port does not speak TLS',
            next: 'Use the HTTPS port of the proxy, or http:// instead of https://, in the URL.',
          };
    case 'client-certificate':
      return problem.given
        ? {
            says: 'the server refuses the certificate of this client',
            next: 'Use a client certificate that the server accepts: --cert FILE --key FILE',
          }
        : {
            says: 'the server asks for a certificate of the client',
            next: 'Use a client certificate: --cert FILE --key FILE',
          };
    case 'no-common-protocol':
      return {
        says: `the server has no TLS version or no cipher in common with this client (${printable(problem.code)})`,
        next: 'Allow TLS 1.2 or 1.3 in the proxy (ssl-min-ver, ciphers).',
      };
    case 'handshake':
      return {
        says: `the TLS handshake failed (${printable(problem.code)})`,
        next: "Read the proxy's log about the TLS handshake.",
      };
    case 'speaks-tls':
      return { says: 'the port speaks TLS', next: 'Use https:// instead of http:// in the URL.' };
    case 'speaks-http2':
      return { says: 'the port speaks HTTP/2 only', next: 'Use HTTP/2: --http2' };
    case 'no-http2':
      return { says: 'the port does not speak HTTP/2 without TLS', next: 'Leave out --http2.' };
  }
}

function untrusted({ selfSigned, issuer }: Extract<ConnectionProblem, { kind: 'untrusted' }>): ProblemText {
  const by = issuer === '' ? 'an authority' : `the authority ${printable(issuer)}`;
  return {
    says: selfSigned
      ? 'its certificate is self-signed, and is not trusted here'
      : `its certificate is signed by ${by}, which is not trusted here`,
    next: `Trust ${selfSigned ? 'this certificate' : 'the authority'}: --cacert FILE; or accept any certificate: --insecure`,
  };
}

function wrongName({ asked, names }: Extract<ConnectionProblem, { kind: 'wrong-name' }>): ProblemText {
  const [first] = names;
  const listed = names.map((name) => printable(name)).join(', ');
  return {
    says: `its certificate is for ${names.length === 0 ? 'no name' : listed}, not for ${printable(asked)}`,
    next:
      first === undefined || first.includes('*')
        ? 'Use a name of the certificate in the URL, and give the address of the server: --connect-to HOST:PORT; or accept any certificate: --insecure'
        : `Use https://${printable(first)} in the URL, and give the address of the server: --connect-to HOST:PORT or --resolve HOST:PORT:ADDRESS; or accept any certificate: --insecure`,
  };
}
