/** Words of a server's line that stand alone (configuration manual, section 5.2). */
const ALONE = `agent-check allow-0rtt backup check check-reuse-pool check-send-proxy check-sni-auto check-ssl check-via-socks4
  disabled enabled force-sslv3 force-tlsv10 force-tlsv11 force-tlsv12 force-tlsv13 no-agent-check no-backup no-check
  no-check-reuse-pool no-check-send-proxy no-check-sni-auto no-check-ssl no-renegotiate no-send-proxy no-send-proxy-v2
  no-send-proxy-v2-ssl no-send-proxy-v2-ssl-cn no-sni-auto no-ssl no-ssl-reuse no-sslv3 no-strict-maxconn no-tfo
  no-tls-tickets no-tlsv10 no-tlsv11 no-tlsv12 no-tlsv13 no-verifyhost non-stick renegotiate send-proxy send-proxy-v2
  send-proxy-v2-ssl send-proxy-v2-ssl-cn sni-auto ssl ssl-reuse stick strict-maxconn tfo tls-tickets`;

/** Words that take the next one along. */
const WITH_VALUE = `addr agent-addr agent-inter agent-port agent-send alpn ca-file cc check-alpn check-pool-conn-name
  check-proto check-sni ciphers ciphersuites client-sigalgs cookie crl-file crt curves downinter error-limit fall
  fastinter guid hash-key healthcheck id idle-ping init-addr init-state inter interface ktls log-bufsize log-proto
  max-reuse maxconn maxqueue minconn namespace npn observe on-error on-marked-down on-marked-up pool-conn-name
  pool-low-conn pool-max-conn pool-purge-delay port proto proxy-v2-options redir resolve-net resolve-opts resolve-prefer
  resolvers rise shard sigalgs slowstart sni socks4 source ssl-max-ver ssl-min-ver tcp-md5sig tcp-ut track usesrc verify
  verifyhost weight ws`;

const VALUES: ReadonlyMap<string, number> = new Map([
  ...ALONE.split(/\s+/).map((word) => [word, 0] as const),
  ...WITH_VALUE.split(/\s+/).map((word) => [word, 1] as const),
]);

/** The number of words that belong to a word of a server's line, after it; null if it is not known here. */
export function valuesAfter(word: string): number | null {
  if (word.startsWith('set-proxy-v2-tlv-fmt(')) return 1;
  return VALUES.get(word) ?? null;
}
