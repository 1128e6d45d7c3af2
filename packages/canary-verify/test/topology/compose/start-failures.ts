/** A start that fails. */
export interface StartFailure {
  title: string;
  /** What is wrong, in a sentence. */
  given: string;
  /** Changes fixtures/shop/compose.yaml. */
  compose?: (text: string) => string;
  /** Changes fixtures/shop/haproxy.cfg. */
  config?: (text: string) => string;
  /** Changes the definition. */
  definition?: object;
  /** A port of this machine that the system was given before, and that somebody else has taken since. */
  portTaken?: true;
  /** The least that must be said. */
  says: RegExp;
}

/** Each way in which a system of a compose file does not start. */
export const START_FAILURES: readonly StartFailure[] = [
  {
    title: 'the definition is wrong',
    given: 'A service is misspelt. Nothing has been started.',
    definition: { proxy: 'lbs' },
    says: /^UsageError: services\.proxy must be a service of the compose file; got "lbs", did you mean "lb"\?/,
  },
  {
    title: 'an image is missing',
    given: 'The registry does not answer, or has no such image.',
    compose: (text) => text.replace(/\$\{SHOP_IMAGE:-own-shop\}/g, 'localhost:1/no-such-shop:1'),
    says: /localhost:1\b/,
  },
  {
    title: 'a port is taken',
    given: 'A topology with `reuse: true` keeps its ports; meanwhile another program listens on one of them.',
    portTaken: true,
    says: /127\.0\.0\.1:\d+.*(?:already in use|already allocated)/,
  },
  {
    title: 'a container ends at once',
    given: 'The canary does not come up.',
    compose: (text) =>
      text.replace('  web-next:\n', '  web-next:\n    command: [sh, -c, "echo no such luck; exit 7"]\n'),
    says: /A container of web-next \(image \S+\) ended with exit code 7 while it was needed\. Its last words:\nno such luck/,
  },
  {
    title: 'HAProxy does not accept its configuration',
    given: 'A line has a word that HAProxy does not know.',
    config: (text) => text.replace('balance roundrobin', 'balnce roundrobin'),
    says: /A container of lb [\s\S]*haproxy\.cfg:\d+.*'balnce'/,
  },
  {
    title: 'Consul does not become healthy',
    given: 'Its health check in the compose file fails.',
    compose: (text) =>
      text.replace(
        '[CMD, consul, catalog, nodes], interval: 1s, retries: 30',
        '[CMD, "false"], interval: 1s, retries: 1',
      ),
    says: /consul\S* is unhealthy/,
  },
  {
    title: 'Consul cannot be reached',
    given: 'The definition names a service that is not Consul: nothing answers at its port 8500.',
    definition: { consul: 'web-next', readyTimeoutMs: 3_000 },
    says: /not ready after 3 s:\n {2}No answer from Consul at http:\/\/127\.0\.0\.1:\d+/,
  },
  {
    title: 'a service is not healthy in time',
    given: 'Nobody registers in Consul under the name that the canary should have.',
    config: (text) => text.replaceAll('_shop-canary.', '_nobody.'),
    definition: { canary: { compose: 'web-next', consul: 'nobody' }, readyTimeoutMs: 3_000 },
    says: /not ready after 3 s:\n {2}Consul calls 0 of 1 replicas of nobody healthy/,
  },
];

/** The error as it is read, with what differs from run to run made the same. */
export function repeatable(error: string, folder: string): string {
  return (
    error
      .replaceAll(folder, '/project')
      .replace(/canary-verify-(?:reused-)?[0-9a-f]{8}/g, 'canary-verify-0a1b2c3d')
      .replace(/(127\.0\.0\.1|0\.0\.0\.0):\d{4,5}/g, '$1:32768')
      .replace(/\b[0-9a-f]{64}\b/g, 'CONTAINER')
      .replace(/canary-verify-(?:shop|stand-in-\w+):[0-9a-f]{12}/g, 'IMAGE')
      .replace(/(\[\w+\] +\(\d+\) :|\[\w+\] +\(\d+\))/g, (mark) => mark.replace(/\d+/, '1'))
      .replace(/executable is \S+/g, 'executable is /usr/local/sbin/haproxy')
      .replace(/version is [\w.+~-]+/g, 'version is 3.0.0')
      // Docker's proxy opens and closes the connection: which of both is seen depends on the moment.
      .replace(/UND_ERR_SOCKET/g, 'ECONNRESET')
      .trimEnd()
  );
}
