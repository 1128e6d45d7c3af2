/** Why a connection brings no answer, as far as a second look can tell. */
export type ConnectionProblem =
  | {
      /** No authority that is trusted has signed the certificate. */
      kind: 'untrusted';
      selfSigned: boolean;
      /** The name of the authority that signed it; empty if it names none. */
      issuer: string;
    }
  | {
      /** The certificate is for other names than the one in the URL. */
      kind: 'wrong-name';
      asked: string;
      names: string[];
    }
  | {
      /** The time of the certificate is over, or has not begun. */
      kind: 'expired' | 'not-yet-valid';
      /** When it ended or begins, as the certificate says it. */
      time: string;
    }
  | {
      /** The port does not speak TLS. */
      kind: 'not-tls';
      speaksHttp: boolean;
    }
  | {
      /** The server wants a certificate of its client. `given`: it got one, and refused it. */
      kind: 'client-certificate';
      given: boolean;
    }
  | {
      /**
       * The server and this client have no version of TLS or no cipher in common (`no-common-protocol`), or the handshake failed for
       * another reason (`handshake`).
       */
      kind: 'no-common-protocol' | 'handshake';
      /** OpenSSL's name for it. */
      code: string;
    }
  /** The port speaks TLS, and the URL says `http://`; or it speaks HTTP/2 alone, or not at all. */
  | { kind: 'speaks-tls' | 'speaks-http2' | 'no-http2' };
