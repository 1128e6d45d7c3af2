/** What is asked, over which way, and how the answers are told apart. */
export const ASKED = {
  path: { wants: 'PATH', says: 'replaces the path of the URL', often: true },
  header: { short: 'H', wants: 'HEADER', says: "'Name: value', repeatable", repeatable: true, often: true },
  method: {
    short: 'm',
    wants: 'METHOD',
    says: 'another method',
    otherwise: 'GET; POST with a body',
    choices: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
  },
  body: { wants: 'TEXT', says: "the request's body" },
  location: { short: 'L', wants: null, says: 'follows the redirects of the URL, once, before it counts' },
  http2: { wants: null, says: 'HTTP/2: with https if the server agrees, with http without asking' },
  insecure: { wants: null, says: "takes any certificate of the server's" },
  cacert: { wants: 'FILE', says: 'the authorities to trust, PEM', file: true },
  cert: { wants: 'FILE', says: "the client's certificate, PEM", file: true },
  key: { wants: 'FILE', says: 'and its key, PEM', file: true },
  'connect-to': { wants: 'PLACE', says: "host:port to connect to instead of the URL's" },
  resolve: {
    wants: 'H:P:ADDRESS',
    says: "what the URL's host and port are resolved to: HOST:PORT:ADDRESS[,ADDRESS]",
    repeatable: true,
  },
  'unix-socket': { wants: 'FILE', says: 'the socket to connect through', file: true },
  by: {
    wants: 'SOURCE',
    says: 'what says who answered: header:NAME, json:/pointer, body:REGEX or status',
    choices: ['header:', 'json:/', 'body:', 'status'],
    often: true,
  },
  canary: {
    wants: 'VALUE',
    says: 'the value of it that means canary; for inspect, a name of a backend or of servers',
  },
  stable: { wants: 'VALUE', says: 'the value of it that means stable; for inspect likewise' },
} as const;
