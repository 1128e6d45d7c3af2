import { readFileSync, statSync } from 'node:fs';
import type { Log } from '../seen/log.js';

/** PEM files of the service's own certificate. They are read again when they change. */
export interface TlsOptions {
  certFile: string;
  keyFile: string;
  /** The authority that clients' certificates must be signed by. Default: clients need none. */
  caFile?: string;
}

/** A certificate and its key, as Node takes them. */
export interface TlsContent {
  cert: string;
  key: string;
  ca?: string;
  requestCert?: true;
  rejectUnauthorized?: true;
}

/** A server of TLS. */
interface Reloadable {
  setSecureContext(content: TlsContent): void;
}

/** Files are looked at this often, in milliseconds: by their times, because renewals replace them or move a link. */
const EVERY_MS = 1_000;

/** The files of a certificate. */
export class TlsFiles {
  readonly #options: TlsOptions;

  constructor(options: TlsOptions) {
    this.#options = options;
  }

  /** Throws when a file cannot be read, or the two do not fit. */
  read(): TlsContent {
    const { certFile, keyFile, caFile } = this.#options;
    const content = { cert: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8') };
    process.getBuiltinModule('node:tls').createSecureContext(content);
    if (caFile === undefined) return content;
    return { ...content, ca: readFileSync(caFile, 'utf8'), requestCert: true, rejectUnauthorized: true };
  }

  /** Gives a server the files anew whenever they have changed, until `signal` aborts. A pair that does not fit is left out. */
  keepFresh(server: object, log: Log, signal: AbortSignal): void {
    let known = this.#changedAt();
    const timer = setInterval(() => {
      const now = this.#changedAt();
      if (now === known || now === null) return;
      try {
        (server as Reloadable).setSecureContext(this.read());
        known = now;
        log.info('the certificate was replaced', { event: 'certificate' });
      } catch (error) {
        // Certificate and key are two files, and one is replaced before the other: the next look finds both.
        if (known !== `failed ${now}`)
          log.warn(
            `the new certificate cannot be used, going on with the old one: ${(error as Error).message}`,
            {
              event: 'certificate',
            },
          );
        known = `failed ${now}`;
      }
    }, EVERY_MS);
    timer.unref();
    signal.addEventListener('abort', () => clearInterval(timer), { once: true });
  }

  /** Null while one of them is missing. */
  #changedAt(): string | null {
    const { certFile, keyFile, caFile } = this.#options;
    try {
      return [certFile, keyFile, ...(caFile === undefined ? [] : [caFile])]
        .map((file) => statSync(file))
        .map(({ mtimeMs, ino, size }) => `${mtimeMs}-${ino}-${size}`)
        .join();
    } catch {
      return null;
    }
  }
}
