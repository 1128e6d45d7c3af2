import { type OptionReader, shown } from '../option-reader.js';

/** Returns the current ACL token; null if there is none. */
export type TokenSource = () => string | null;

/** Reads a token file: its content, and the time of its last change. */
export interface TokenFiles {
  readFile(path: string): string;
  changedAt(path: string): number;
}

export interface TokenOptions {
  token?: string | undefined;
  tokenFile?: string | undefined;
}

/**
 * The token from the option, the environment, or a file that is read again when it has changed. No problem quotes it: it
 * is a secret.
 */
export function readToken(options: TokenOptions, reader: OptionReader, files: TokenFiles): TokenSource {
  const { token: given, file } = givenToken(options, reader);
  if (file !== undefined) return tokenFile(file, reader, files);
  if (given === undefined) return () => null;
  const token = checkedToken(given, '`consul.token` or CONSUL_HTTP_TOKEN', reader);
  return () => token;
}

/** An option goes before the variables; of these the file before the token, as in Consul's own clients. */
function givenToken(
  { token, tokenFile }: TokenOptions,
  reader: OptionReader,
): { token?: string | undefined; file?: string | undefined } {
  if (token !== undefined) return { token };
  const file = tokenFile ?? reader.variable('CONSUL_HTTP_TOKEN_FILE');
  return file === undefined ? { token: reader.variable('CONSUL_HTTP_TOKEN') } : { file };
}

function tokenFile(file: string, reader: OptionReader, files: TokenFiles): TokenSource {
  const name = `\`consul.tokenFile\` or CONSUL_HTTP_TOKEN_FILE`;
  let known: { token: string | null; changedAt: number };
  try {
    known = { token: files.readFile(file).trim(), changedAt: files.changedAt(file) };
    checkedToken(known.token, `${name} (${shown(file)})`, reader);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? 'unreadable';
    reader.problem(`${name} wants a file that can be read, got ${shown(file)}: ${reason}`);
    return () => null;
  }
  return () => {
    known = freshest(file, known, files);
    return known.token;
  };
}

/** While the file is being replaced it may be missing or empty: the last token stays good until there is a new one. */
function freshest<Known extends { token: string | null; changedAt: number }>(
  file: string,
  known: Known,
  files: TokenFiles,
): Known {
  try {
    const changedAt = files.changedAt(file);
    if (changedAt === known.changedAt) return known;
    const token = files.readFile(file).trim();
    return isToken(token) ? { ...known, token, changedAt } : known;
  } catch {
    return known;
  }
}

function checkedToken(token: unknown, name: string, reader: OptionReader): string | null {
  if (isToken(token)) return token;
  reader.problem(`${name} wants an ACL token without spaces, got something else (not shown)`);
  return null;
}

function isToken(token: unknown): token is string {
  return typeof token === 'string' && /^[!-~]+$/.test(token);
}
