import { type Answer, headerOf } from '../observation/observation.js';

/** The header by which a response shows that a cache has answered. */
export interface CacheSign {
  header: string;
  value: string;
}

/** The sign that a cache has answered instead of a replica; null if there is none. A cache that had nothing is no sign. */
export function cacheSign(answer: Answer): CacheSign | null {
  for (const header of Object.keys(answer.headers)) {
    if (!MAY_BE_SIGN.test(header)) continue;
    const value = headerOf(answer, header) ?? '';
    if (showsCache(header, value)) return { header, value: value.slice(0, LONGEST_VALUE) };
  }
  return null;
}

/** The maximum length of a value in reports. */
const LONGEST_VALUE = 100;

const MAY_BE_SIGN = /^age$|^x-varnish$|^server-timing$|cache/;

function showsCache(header: string, value: string): boolean {
  switch (header) {
    // Varnish sends `Age: 0` with what it has just fetched.
    case 'age':
    case 'x-cache-hits':
    case 'x-cache-age':
      return members(value).some((one) => /^\d+$/.test(one) && Number(one) > 0);
    // The second number is the request that the answer was fetched for.
    case 'x-varnish':
      return members(value).some((one) => /^\d+ \d+$/.test(one));
    case 'cache-status':
      return membersOutsideQuotes(value).some(isHitOfRfc9211);
    case 'server-timing':
      return /(?:^|[\s,])cdn-cache\s*;\s*desc="?hit\b/i.test(value);
    case 'x-rack-cache':
      return members(value).includes('fresh');
    // It says what was found, not what was sent; the other is a rule for caches.
    case 'x-cache-lookup':
    case 'cache-control':
      return false;
  }
  if (/from-?cache$|-cached$/.test(header)) return /^(?:1|true|yes|hit)\b/i.test(value);
  return members(value).some(isHit);
}

/** `HIT`, `TCP_MEM_HIT`, `Hit from cloudfront`, `STALE`; not `hit-for-pass`, nor a host called `hit.example`. */
function isHit(member: string): boolean {
  const said = member
    .toLowerCase()
    .replace(/\bfrom\b.*$/s, '')
    .replace(/hit[-_ ]?(?:for[-_ ]?)?(?:pass|miss)/g, '');
  return /(?:^|[^a-z]|refresh)(?:hit|stale|updating|revalidated)(?![a-z])/.test(said);
}

/** A member of Cache-Status with the parameter `hit` (RFC 9211, section 2.1). */
function isHitOfRfc9211(member: string): boolean {
  const [, ...parameters] = member.replace(/"(?:[^"\\]|\\.)*"/g, '""').split(';');
  return parameters.some((one) => /^\s*hit\s*(?:=\s*\?1\s*)?$/.test(one));
}

function members(value: string): string[] {
  return value.split(',').map((one) => one.trim());
}

function membersOutsideQuotes(value: string): string[] {
  return value.match(/(?:[^,"]|"(?:[^"\\]|\\.)*"|")+/g) ?? [];
}
