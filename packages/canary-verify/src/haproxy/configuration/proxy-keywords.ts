import { nearest } from '../../text/nearest.js';

/** The first words of lines in `defaults`, `frontend`, `listen` and `backend`, from HAProxy 2.2 to 3.4 (manual, section 4.1). */
const KEYWORDS: ReadonlySet<string> = new Set(
  `acl anonkey appsession backlog balance be-unpublished bind bind-process block capture clitcpka-cnt clitcpka-idle
  clitcpka-intvl clitimeout compression contimeout cookie declare default default-server default_backend description disabled
  dispatch dynamic-cookie-key email-alert enabled error-log-format errorfile errorfiles errorloc errorloc302 errorloc303
  external-check filter filter-sequence force-be-switch force-persist fullconn grace guid hash-balance-factor hash-key
  hash-preserve-affinity hash-type http-after-response http-check http-error http-request http-response http-reuse
  http-send-name-header id ignore-persist load-server-state-from-file log log-format log-format-sd log-steps log-tag
  max-keep-alive-queue max-session-srv-conns maxconn mode monitor monitor-net monitor-uri no option persist quic-initial
  rate-limit redirect redisp redispatch retries retry-on server server-state-file-name server-template source srvtcpka-cnt
  srvtcpka-idle srvtcpka-intvl srvtimeout ssl-f-use stats stick stick-table tcp-check tcp-request tcp-response timeout
  transparent unique-id-format unique-id-header use-fcgi-app use-server use_backend`.split(/\s+/),
);

/** Why a line cannot be read, where its first word is none that HAProxy knows; null if it is one. */
export function whyUnknownWord(word: string): string | null {
  if (KEYWORDS.has(word)) return null;
  const near = nearest(word, [...KEYWORDS]);
  return `HAProxy knows no "${word}" here${near === null ? '' : ` (${near}?)`}`;
}
