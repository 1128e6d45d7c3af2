import { quoted, UsageError } from '../../text/usage-error.js';

/** The parts of a configuration that a container of HAProxy is given. */
export interface ConfigurationParts {
  /** The text of the user; null: one frontend for the first backend. */
  text: string | null;
  /** The address of Consul's DNS, as HAProxy reaches it; null if it is not asked. */
  consulDns: string | null;
  /** Sections that stand behind the text: their `server` lines, by the backend. */
  backends: ReadonlyMap<string, readonly string[]>;
}

/** The port of the frontend that stands where the user has written none. */
const USUAL_PORT = 80;

/** The replicas of a service beyond so many are left out by HAProxy without a word. */
const SLOTS = 20;

/** The lines that a server of Consul's DNS needs to be found at the start, and again when it has moved. */
const FOUND_BY_DNS = 'check inter 1s init-addr none resolvers consul resolve-opts allow-dup-ip';

/** The whole configuration. Throws a UsageError when nothing says where a request is to go. */
export function configurationText({ text, consulDns, backends }: ConfigurationParts): string {
  const sections = [
    text === null ? usualText(backends) : text.replace(/\n*$/, '\n'),
    ...(consulDns === null ? [] : [resolvers(consulDns)]),
    ...[...backends].map(([name, servers]) => backend(name, servers)),
  ];
  return sections.join('\n');
}

/** `server` lines for addresses: `web:8080`, and what else stands in such a line. */
export function serverLines(backend: string, servers: readonly string[]): string[] {
  return servers.map(
    (server, index) => `server ${oneWord('withServers', backend)}-${index + 1} ${line(server)}`,
  );
}

/** The line that has Consul's DNS fill servers with the replicas of a service. */
export function templateLine(service: string): string {
  const name = oneWord('withConsulDns', service);
  return `server-template ${name}- ${SLOTS} _${name}._tcp.service.consul ${FOUND_BY_DNS}`;
}

/** A name that HAProxy reads as one word. */
export function oneWord(option: string, value: string): string {
  if (/^[\w.:-]+$/.test(value)) return value;
  throw new UsageError(option, `must be given names of letters, digits and _ . : -; got ${quoted(value)}`);
}

function line(server: string): string {
  if (/^[^\s#][^\n\r]*$/.test(server)) return server;
  throw new UsageError(
    'withServers',
    `must be given addresses, such as web:8080 or 'web:8080 weight 9'; got ${quoted(server)}`,
  );
}

function usualText(backends: ConfigurationParts['backends']): string {
  const [first] = backends.keys();
  if (first === undefined)
    throw new UsageError(
      'HaproxyContainer',
      'must be told where requests go: withConfig, withServers or withConsulDns',
    );
  return `global
    maxconn 4000
    log stdout format raw local0
defaults
    mode http
    log global
    option httplog
    timeout connect 1s
    timeout client 30s
    timeout server 30s
frontend http
    bind :${USUAL_PORT}
    default_backend ${first}
`;
}

/** `hold`: what Consul no longer has leaves HAProxy after a second, not after 30. */
function resolvers(address: string): string {
  return `resolvers consul
    nameserver consul ${address}
    accepted_payload_size 8192
    timeout resolve 1s
    timeout retry 1s
    hold obsolete 0s
    hold nx 1s
`;
}

function backend(name: string, servers: readonly string[]): string {
  return `backend ${name}\n    balance roundrobin\n${servers.map((server) => `    ${server}\n`).join('')}`;
}
