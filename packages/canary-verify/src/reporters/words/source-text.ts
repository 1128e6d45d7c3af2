import { printable } from '../../text/printable.js';
import type { Cause } from '../../verdict/cause.js';
import { shellWord } from './shell-word.js';
import { sourceFailureText } from './source-failure-text.js';
import type { Words } from './words.js';

type Unreadable = Extract<Cause, { kind: 'source-unreadable' }>;

/** The words for a source that could not be read. */
export const SOURCE_WORDS: Words<Unreadable> = {
  'source-unreadable': ({ source, of, cause }) => ({
    says: `Could not read ${NAMES[of]} ${printable(source, 60)}: ${sourceFailureText(cause)}. The result is valid; only what ${of === 'consul' ? 'Consul' : 'HAProxy'} would explain is missing.`,
    next: sourceAdvice({ source, of, cause }),
  }),
};

const NAMES: Record<Unreadable['of'], string> = {
  consul: 'Consul at',
  page: "HAProxy's stats page",
  socket: "HAProxy's runtime socket",
};

function sourceAdvice({ source, of, cause }: Pick<Unreadable, 'source' | 'of' | 'cause'>): string {
  if (of === 'socket')
    return cause === 'EACCES'
      ? "Run as a user of the socket's group, or use HAProxy's stats page: --haproxy-stats URL"
      : 'Check the path or the port of `stats socket` in haproxy.cfg, or use the stats page: --haproxy-stats URL';
  const refused = /\b40[13]\b/.test(cause);
  if (of === 'consul')
    return refused
      ? 'Set CONSUL_HTTP_TOKEN to a token that may read services and nodes.'
      : `Check the address of the Consul agent: curl -i ${shellWord(`${source}/v1/status/leader`)}`;
  return refused
    ? `Put user and password into the URL (they are printed as ***): --haproxy-stats ${shellWord(withUser(source))}`
    : `Check the address (\`stats uri\` in haproxy.cfg; \`ss -ltn\` on HAProxy's machine): curl -i ${shellWord(source)}`;
}

function withUser(source: string): string {
  return source.replace(/^(https?:\/\/)(?:[^/@]*@)?/, '$1USER:PASSWORD@');
}
