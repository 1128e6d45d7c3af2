/** The flags about the request, the way to the target, and how responses are told apart. */
export const ASKED = {
  path: { placeholder: 'PATH', help: 'replaces the path of the URL' },
  header: {
    short: 'H',
    placeholder: 'HEADER',
    help: "adds a request header, 'Name: value'; repeatable",
    repeatable: true,
    common: true,
  },
  method: {
    short: 'm',
    placeholder: 'METHOD',
    help: 'request method',
    defaultText: 'GET; POST with a body',
    choices: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
  },
  body: { placeholder: 'TEXT', help: 'request body' },
  location: {
    short: 'L',
    placeholder: null,
    help: 'follows redirects of the URL once, before counting',
  },
  http2: { placeholder: null, help: 'uses HTTP/2: negotiated (ALPN) with https, prior knowledge with http' },
  'proxy-protocol': {
    placeholder: null,
    help: 'begins each connection with a line of the PROXY protocol, as for accept-proxy',
  },
  insecure: { short: 'k', placeholder: null, help: 'accepts any certificate of the server' },
  cacert: { placeholder: 'FILE', help: 'certificate authorities to trust, PEM', file: true },
  cert: { placeholder: 'FILE', help: 'certificate of the client, PEM', file: true },
  key: { placeholder: 'FILE', help: 'key of the certificate of the client, PEM', file: true },
  'connect-to': { placeholder: 'PLACE', help: "HOST:PORT to connect to instead of the URL's" },
  resolve: {
    placeholder: 'H:P:ADDRESS',
    help: 'addresses for the host and port of the URL: HOST:PORT:ADDRESS[,ADDRESS]; repeatable',
    repeatable: true,
  },
  'unix-socket': { placeholder: 'FILE', help: 'Unix socket to connect to', file: true },
  by: {
    placeholder: 'SOURCE',
    help: 'where a response names its version: header:NAME, json:/POINTER, body:REGEX or status',
    choices: ['header:', 'json:/', 'body:', 'status'],
    common: true,
  },
  canary: {
    placeholder: 'VALUE',
    help: 'value of --by that means canary',
  },
  stable: { placeholder: 'VALUE', help: 'value of --by that means stable' },
  instance: {
    placeholder: 'SOURCE',
    help: 'where a response names its replica: header:NAME, json:/POINTER or body:REGEX (X-Service-Instance)',
    choices: ['header:', 'json:/', 'body:'],
  },
} as const;
