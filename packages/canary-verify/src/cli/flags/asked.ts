/** The flags about the request, the way to the target, and how responses are told apart. */
export const ASKED = {
  path: { placeholder: 'PATH', help: 'replaces the path of the URL', common: true },
  header: {
    short: 'H',
    placeholder: 'HEADER',
    help: "'Name: value', repeatable",
    repeatable: true,
    common: true,
  },
  method: {
    short: 'm',
    placeholder: 'METHOD',
    help: 'another method',
    defaultText: 'GET; POST with a body',
    choices: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
  },
  body: { placeholder: 'TEXT', help: "the request's body" },
  location: {
    short: 'L',
    placeholder: null,
    help: 'follows the redirects of the URL, once, before it counts',
  },
  http2: { placeholder: null, help: 'HTTP/2: with https if the server agrees, with http without asking' },
  insecure: { short: 'k', placeholder: null, help: "takes any certificate of the server's" },
  cacert: { placeholder: 'FILE', help: 'the authorities to trust, PEM', file: true },
  cert: { placeholder: 'FILE', help: "the client's certificate, PEM", file: true },
  key: { placeholder: 'FILE', help: 'and its key, PEM', file: true },
  'connect-to': { placeholder: 'PLACE', help: "host:port to connect to instead of the URL's" },
  resolve: {
    placeholder: 'H:P:ADDRESS',
    help: "what the URL's host and port are resolved to: HOST:PORT:ADDRESS[,ADDRESS]",
    repeatable: true,
  },
  'unix-socket': { placeholder: 'FILE', help: 'the socket to connect through', file: true },
  by: {
    placeholder: 'SOURCE',
    help: 'what says who answered: header:NAME, json:/pointer, body:REGEX or status',
    choices: ['header:', 'json:/', 'body:', 'status'],
    common: true,
  },
  canary: {
    placeholder: 'VALUE',
    help: 'the value of it that means canary; for inspect, a name of a backend or of servers',
  },
  stable: { placeholder: 'VALUE', help: 'the value of it that means stable; for inspect likewise' },
} as const;
