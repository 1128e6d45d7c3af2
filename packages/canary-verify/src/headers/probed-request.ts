import { type ProbedRequest, requestTo } from '../haproxy/index.js';
import type { ResolvedOptions } from '../options/options.js';
import { type Header, joinedHeaders } from '../options/request-headers.js';

/** The request that HAProxy sees when an arm with these headers is asked. */
export function probedRequest(
  { target, request, arms: [{ headers: common }], http2 }: ResolvedOptions,
  own: readonly Header[],
  source: string,
): ProbedRequest {
  const headers = joinedHeaders(joinedHeaders([['Host', target.host]], common), own);
  return requestTo(target, {
    method: request.method,
    headers: http2 ? asHttp2(headers) : headers,
    certificate: request.tls.cert !== null,
    source,
  });
}

/** HTTP/2 has names in lower case only (RFC 9113, section 8.2), and undici puts headers of the same name into one. */
export function asHttp2(headers: readonly Header[]): readonly Header[] {
  const joined = new Map<string, string>();
  for (const [name, value] of headers) {
    const key = name.toLowerCase();
    joined.set(key, joined.has(key) ? `${joined.get(key)}, ${value}` : value);
  }
  return [...joined];
}
