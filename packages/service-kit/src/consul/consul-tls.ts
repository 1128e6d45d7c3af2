import { join } from 'node:path';
import { yesOrNo } from '../kinds.js';
import { type OptionReader, shown } from '../option-reader.js';
import type { TokenFiles } from './token.js';

/** How Consul and the service know each other over TLS. What is not given comes from the variables of Consul's own clients. */
export interface ConsulTlsOptions {
  /** PEM file of the authority that has signed Consul's certificate. Default CONSUL_CACERT, else the system's. */
  caFile?: string;
  /** Folder with PEM files of such authorities. Default CONSUL_CAPATH. */
  caPath?: string;
  /** PEM file of the service's own certificate. Default CONSUL_CLIENT_CERT. */
  certFile?: string;
  /** PEM file of the key to it. Default CONSUL_CLIENT_KEY. */
  keyFile?: string;
  /** The name that Consul's certificate must have. Default CONSUL_TLS_SERVER_NAME, else the host of the address. */
  serverName?: string;
  /** False: any certificate will do. Default CONSUL_HTTP_SSL_VERIFY, else true. */
  verify?: boolean;
}

/** The names of {@link ConsulTlsOptions}. */
export const CONSUL_TLS_NAMES: readonly (keyof ConsulTlsOptions)[] = [
  'caFile',
  'caPath',
  'certFile',
  'keyFile',
  'serverName',
  'verify',
];

/** How TLS to Consul is set up; a field that is missing is left to Node. */
export interface ConsulTls {
  ca?: readonly string[];
  cert?: string;
  key?: string;
  servername?: string;
  rejectUnauthorized?: false;
}

/** Reads files and folders. */
export interface TlsFolders extends TokenFiles {
  /** The names of the files in a folder. */
  filesIn(folder: string): readonly string[];
}

/** Reads how TLS is set up, from options and Consul's own variables. */
export function readTls(options: ConsulTlsOptions, reader: OptionReader, files: TlsFolders): ConsulTls {
  const pem = (option: 'caFile' | 'certFile' | 'keyFile', variable: string) =>
    fileContent(options[option] ?? reader.variable(variable), `\`consul.${option}\` or ${variable}`);
  const fileContent = (path: string | undefined, name: string) => {
    if (path === undefined) return undefined;
    try {
      return files.readFile(path);
    } catch (error) {
      reader.problem(`${name} wants a file that can be read, got ${shown(path)}: ${codeOf(error)}`);
      return undefined;
    }
  };
  const ca = pem('caFile', 'CONSUL_CACERT');
  const authorities = [...(ca === undefined ? [] : [ca]), ...authoritiesIn(options, reader, files)];
  const [cert, key] = [pem('certFile', 'CONSUL_CLIENT_CERT'), pem('keyFile', 'CONSUL_CLIENT_KEY')];
  if ((cert === undefined) !== (key === undefined))
    reader.problem(
      '`consul.certFile` and `consul.keyFile` want each other: a certificate is of no use without its key',
    );
  const servername = options.serverName ?? reader.variable('CONSUL_TLS_SERVER_NAME');
  return {
    ...(authorities.length > 0 && { ca: authorities }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
    ...(servername !== undefined && { servername }),
    ...(!verifies(options, reader) && { rejectUnauthorized: false }),
  };
}

/** A folder of authorities: every file in it that holds a certificate. */
function authoritiesIn(options: ConsulTlsOptions, reader: OptionReader, files: TlsFolders): string[] {
  const folder = options.caPath ?? reader.variable('CONSUL_CAPATH');
  if (folder === undefined) return [];
  const name = '`consul.caPath` or CONSUL_CAPATH';
  try {
    const found = files
      .filesIn(folder)
      .map((file) => files.readFile(join(folder, file)))
      .filter((text) => text.includes('-----BEGIN CERTIFICATE-----'));
    if (found.length === 0) reader.problem(`${name} wants a folder with certificates, got ${shown(folder)}`);
    return found;
  } catch (error) {
    reader.problem(`${name} wants a folder that can be read, got ${shown(folder)}: ${codeOf(error)}`);
    return [];
  }
}

function verifies({ verify }: ConsulTlsOptions, reader: OptionReader): boolean {
  if (verify !== undefined) return reader.option('consul.verify', verify, yesOrNo, true);
  return yesOrNoVariable('CONSUL_HTTP_SSL_VERIFY', true, reader);
}

/** Yes or no in the environment, as Consul's own clients read it. */
export function yesOrNoVariable(name: string, fallback: boolean, reader: OptionReader): boolean {
  const text = reader.variable(name);
  if (text === undefined) return fallback;
  if (/^(1|t|true)$/i.test(text)) return true;
  if (/^(0|f|false)$/i.test(text)) return false;
  reader.problem(`${name} wants true or false, got ${shown(text)}`);
  return fallback;
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unreadable';
}
