import type { MatchMethod } from '../rules/condition.js';

/** A word that only an ACL knows: a fetch and how it is matched (haproxy src/http_acl.c). */
export interface AclKeyword {
  fetch: string;
  method: MatchMethod;
}

const FETCHES: Readonly<Record<string, string>> = {
  base: 'base',
  cook: 'req.cook',
  hdr: 'req.hdr',
  path: 'path',
  url: 'url',
  urlp: 'urlp',
};

const METHODS: readonly MatchMethod[] = ['beg', 'dir', 'dom', 'end', 'len', 'reg', 'sub'];

const KEYWORDS: ReadonlyMap<string, AclKeyword> = new Map([
  ['method', { fetch: 'method', method: 'method' }],
  ['req_ver', { fetch: 'req.ver', method: 'str' }],
  // src/ssl_sample.c
  ['ssl_fc_sni_end', { fetch: 'ssl_fc_sni', method: 'end' }],
  ['ssl_fc_sni_reg', { fetch: 'ssl_fc_sni', method: 'reg' }],
  ...Object.entries(FETCHES).flatMap(([word, fetch]): [string, AclKeyword][] => [
    [word, { fetch, method: 'str' }],
    ...METHODS.map((method): [string, AclKeyword] => [`${word}_${method}`, { fetch, method }]),
  ]),
]);

export function aclKeyword(name: string): AclKeyword | null {
  return KEYWORDS.get(name) ?? null;
}

/** The ACLs that HAProxy brings along (section 7.4), as lines. Those of TCP content are not here. */
export const PREDEFINED: Readonly<Record<string, readonly [string, ...string[]]>> = {
  TRUE: ['always_true'],
  FALSE: ['always_false'],
  LOCALHOST: ['src', '127.0.0.1/8', '::1'],
  HTTP: ['req.proto_http'],
  'HTTP_1.0': ['req.ver', '1.0'],
  'HTTP_1.1': ['req.ver', '1.1'],
  'HTTP_2.0': ['req.ver', '2.0'],
  'HTTP_3.0': ['req.ver', '3.0'],
  METH_CONNECT: ['method', 'CONNECT'],
  METH_DELETE: ['method', 'DELETE'],
  METH_GET: ['method', 'GET', 'HEAD'],
  METH_HEAD: ['method', 'HEAD'],
  METH_OPTIONS: ['method', 'OPTIONS'],
  METH_POST: ['method', 'POST'],
  METH_PUT: ['method', 'PUT'],
  METH_TRACE: ['method', 'TRACE'],
  HTTP_URL_ABS: ['url_reg', '^[^/:]*://'],
  HTTP_URL_SLASH: ['url_beg', '/'],
  HTTP_URL_STAR: ['url', '*'],
  HTTP_CONTENT: ['req.hdr_val(content-length)', 'gt', '0'],
  RDP_COOKIE: ['req.rdp_cookie_cnt', 'gt', '0'],
  REQ_CONTENT: ['req.len', 'gt', '0'],
  WAIT_END: ['wait_end'],
};
