/**
 * The variable of the environment that names a proxy which other programs would use for the target; null if there is none. Its value
 * may have credentials.
 */
export function unusedProxy({ protocol, hostname }: URL, env: NodeJS.ProcessEnv): string | null {
  const names = protocol === 'https:' ? ['HTTPS_PROXY', 'https_proxy'] : ['HTTP_PROXY', 'http_proxy'];
  const set = [...names, 'ALL_PROXY', 'all_proxy'].find((name) => (env[name] ?? '') !== '');
  return set === undefined || isExcepted(hostname, env.NO_PROXY ?? env.no_proxy ?? '') ? null : set;
}

/** `NO_PROXY=localhost,.example.com,*`. */
function isExcepted(hostname: string, exceptions: string): boolean {
  return exceptions
    .split(/[\s,]+/)
    .map((one) => one.replace(/^\*?\./, '').toLowerCase())
    .some((one) => one === '*' || (one !== '' && (hostname === one || hostname.endsWith(`.${one}`))));
}
