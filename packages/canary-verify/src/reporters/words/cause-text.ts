import type { Place } from '../../haproxy/index.js';
import { counted } from '../../text/figures.js';
import { printable } from '../../text/printable.js';
import type { Cause, DifferentView, UnhealthyInstance, UnservedInstance } from '../../verdict/cause.js';
import { SENT_ON_WORDS } from './sent-on-text.js';
import { shellWord } from './shell-word.js';
import { SOURCE_WORDS } from './source-text.js';
import { timesHaproxy } from './times-haproxy.js';
import { TRAFFIC_WORDS } from './traffic-fails-text.js';
import type { Words } from './words.js';

/** The words for what is wrong between Consul, HAProxy and the traffic. */
export const CAUSE_WORDS: Words<Cause> = {
  ...SOURCE_WORDS,
  ...SENT_ON_WORDS,
  ...TRAFFIC_WORDS,
  'addresses-hidden': ({ source, place }) => ({
    says: `${shown(source)} shows no addresses, so HAProxy's servers cannot be compared with Consul's instances.`,
    next: /^https?:/.test(source)
      ? `${at(place)}Add the line \`stats show-legends\`, or use the runtime socket: --haproxy-stats PATH`
      : `${at(place)}Give the runtime socket the level that shows them: stats socket … level operator`,
  }),
  'weights-divided': ({ instances }) => ({
    says: `HAProxy divides Consul's weights by 256 and rounds up: ${list(instances, ({ instance, consul, haproxy }) => `${shown(instance)} ${consul} becomes ${haproxy}`)}.`,
    next: timesHaproxy(instances),
  }),
  'too-few-slots': ({ backend, template, service, slots, healthy, left, place }) => ({
    says: `Backend ${shown(backend)} has ${counted(slots, 'slot')} for ${healthy} healthy instances of ${shown(service)}: ${list(left, shown)} ${left.length === 1 ? 'is' : 'are'} left out, and HAProxy does not report it.`,
    next: `${at(place)}Raise the number of slots in backend ${shown(backend)}: server-template ${shown(template)} ${Math.max(2 * slots, healthy)} …, then reload HAProxy.`,
  }),
  'dns-truncated': ({ backend, service, known, healthy, payload, place }) => ({
    says: `Backend ${shown(backend)} knows ${known} of ${healthy} healthy instances of ${shown(service)} although slots are free. ${payload === null ? 'The answer of DNS is larger than 512 bytes: HAProxy takes no more unless accepted_payload_size is set, which only --config tells.' : `The answer of DNS is larger than ${payload} bytes (accepted_payload_size), so Consul leaves instances out.`}`,
    next: `${at(place)}Add accepted_payload_size 8192 to the resolvers section.`,
  }),
  'passing-not-served': ({ instances, place }) => ({
    says: `HAProxy sends no requests to instances that are healthy in Consul: ${list(instances, ({ instance, slot, state }) => `${shown(instance)} is ${slot === null ? 'in no server' : `${shown(state ?? '')} as ${shown(slot)}`}`)}.`,
    next: unservedNext(instances, place),
  }),
  'served-not-passing': ({ instances, place }) => ({
    says: `HAProxy still sends requests to instances that are not healthy in Consul: ${list(instances, ({ instance, status }) => `${shown(instance)} is ${status === 'maintenance' ? 'in maintenance' : status}`)}.`,
    next: `${at(place)}In the resolvers section set hold obsolete 0s, and hold nx 1s for the last instance, so that HAProxy drops a server with the next DNS answer.`,
  }),
  'served-after-leaving': ({ service, last, servers, place }) => ({
    says: `HAProxy still sends requests to ${counted(servers.length, 'instance')} that ${servers.length === 1 ? 'has' : 'have'} left Consul${service === null ? '' : ` (${shown(service)})`}: ${list(servers, ({ slot, address }) => `${shown(slot)} at ${shown(address)}`)}.`,
    next: `${at(place)}${last ? 'In the resolvers section set hold nx 1s (30 s by default), so that HAProxy drops the last instance of a service sooner.' : 'In the resolvers section set hold obsolete 0s, so that HAProxy drops a server with the next DNS answer.'}`,
  }),
  'not-healthy': ({ instances }) => ({
    says: `Not healthy in Consul, so HAProxy gets no address for them: ${list(instances, unhealthy)}.`,
    next: unhealthyAdvice(instances),
  }),
  'backup-servers': ({ backend, servers, active, place }) => ({
    says: `${counted(servers.length, 'backup server')} in backend ${shown(backend)}: ${list(servers, shown)} ${servers.length === 1 ? 'gets' : 'get'} ${active ? 'nothing while another server is up, whatever the weight' : 'everything, because no other server is up'}.`,
    next: `${at(place)}Remove the word backup from the line of each server that should have a share.`,
  }),
  'weight-overridden': ({ servers, place }) => ({
    says: `Servers have other weights than in DNS: ${list(servers, ({ slot, instance, weight, dns }) => `${shown(slot)} (${shown(instance)}) has ${weight}, ${dns} in DNS`)}. The weights were set at run time, or HAProxy ignores the weights of DNS.`,
    next: `${at(place)}${place === null ? resetWeight(servers) : 'Remove ignore-weight from resolve-opts, or keep the weights in one place only.'}`,
  }),
  'weights-ignored': ({ backend, algorithm, servers, place }) => ({
    says: `Backend ${shown(backend)} does not take weights from DNS, because of balance ${shown(algorithm)}: ${list(servers, ({ instance, weight, dns }) => `${shown(instance)} has ${weight}, not ${dns}`)}.`,
    next: `${at(place)}In backend ${shown(backend)} use balance roundrobin${algorithm === 'static-rr' ? '' : ', or add hash-type consistent'}: then weights from DNS are used.`,
  }),
  stickiness: ({ backend, by, what, place }) => ({
    says: `Backend ${shown(backend)} keeps a client with its server (${STICKY[by](shown(what))}): the share that one client sees is not the share of all clients.`,
    next: `${at(place)}Measure through a frontend without stickiness, or from several hosts: one client sees one server.`,
  }),
  'different-views': ({ instances }) => ({
    says: `The HAProxys do not agree: ${list(instances, differently)}.`,
    next: 'Check that all HAProxy processes run the same configuration, ask the same DNS server and got the same commands at run time.',
  }),
  'canary-empty': ({ service, backend, registered, healthy, instead, place }) => ({
    says: `The canary (${shown(service)}) has no usable server in HAProxy backend ${shown(backend)}.${inConsul(registered, healthy)}${instead === null ? '' : ` All requests of this backend go to ${instead === backend ? 'the stable servers' : shown(instead)}.`}`,
    next: (healthy ?? 0) > 0 ? null : startInstance(service, { registered, place, version: 'the canary' }),
  }),
  'stable-empty': ({ service, backend, registered, healthy, place }) => ({
    says: `The stable version (${shown(service)}) has no usable server in HAProxy backend ${shown(backend)}, and nobody else takes its requests.${inConsul(registered, healthy)}`,
    next: startInstance(service, { registered, place, version: 'the stable version' }),
  }),
  'dns-silent': ({ nameserver, asked, service, healthy, place }) => ({
    says: `HAProxy's name server ${shown(nameserver)} has answered none of ${counted(asked, 'question')}, so HAProxy knows no address of ${shown(service)}. Consul calls ${counted(healthy, 'instance')} of it healthy.`,
    next: `${at(place)}Check the address of the name server, and that Consul's DNS listens at it: dig @HOST -p 8600 consul.service.consul`,
  }),
  slowstart: ({ servers, place }) => ({
    says: `Servers that came up lately get less for a while (slowstart): ${list(servers, ({ slot, percent }) => `${shown(slot)} ${percent} % of its weight`)}.`,
    next: `${at(place)}Wait until the slow start has ended (HAProxy's stats page shows the full weight), or remove slowstart from the canary's servers.`,
  }),
  'rule-shadowed': ({ header, value, backend, by, goes, place }) => ({
    says: `${marked(header, value)} should reach ${shown(backend)}, but an earlier rule (${where(by)}) sends it to ${shown(goes)}.`,
    next: `${at(place)}Move this rule before the rule at ${where(by)}.`,
  }),
  'header-changed': ({ header, value, backend, by, goes }) => ({
    says: `${marked(header, value)} should reach ${shown(backend)}, but ${where(by)} removes or sets this header before the rule is asked. The request goes to ${shown(goes)}.`,
    next: `${at(by)}Move this http-request line into backend ${shown(backend)}. In a frontend, such lines always run before use_backend.`,
  }),
  'near-match': ({ sent, wanted, method, caseSensitive, backend, goes, place }) => ({
    says: `${marked(sent.name, sent.value)} goes to ${shown(goes)}: the rule for ${shown(backend)} needs ${marked(wanted.name, wanted.value)} (-m ${method}, ${caseSensitive ? 'case-sensitive' : 'in any case'}).`,
    next: `${at(place)}Send ${marked(wanted.name, wanted.value)}${changeOf(sent, wanted)}.`,
  }),
  'unknown-service': ({ service, near, place }) => ({
    says: `Consul knows no service ${shown(service)}${near === null ? '' : `; it knows ${shown(near)}`}.`,
    next: `${at(place)}${place === null ? 'Pass the names of your services: --services STABLE+CANARY' : `Use the name that the service is registered with${near === null ? ': consul catalog services' : `: ${shown(near)}`}`}`,
  }),
};

const STICKY: Record<Extract<Cause, { kind: 'stickiness' }>['by'], (what: string) => string> = {
  cookie: (what) => `by a cookie${what === '' ? '' : `, ${what}`}`,
  'stick-table': (what) => `by a stick-table${what === '' ? '' : ` of ${what}`}`,
  hash: (what) => `by a hash of ${what === 'source' ? 'src' : what}`,
  'last-server': () => 'on the connection that it had, option prefer-last-server',
  'rdp-cookie': (what) => `by the RDP cookie ${what}`,
};

/** A name, no longer than a line has room for. */
function shown(text: string): string {
  return printable(text, 60);
}

/** More than so many things are not read. */
const MOST_LISTED = 4;

function list<Item>(items: readonly Item[], words: (item: Item) => string): string {
  const first = items.slice(0, MOST_LISTED).map((item) => words(item));
  const rest = items.length - first.length;
  return [...first, ...(rest > 0 ? [`${rest} more`] : [])].join(', ');
}

function unservedNext(instances: readonly UnservedInstance[], place: Place | null): string {
  const out = instances.find(({ state }) => /^(MAINT|DRAIN)/.test(state ?? ''));
  if (out !== undefined)
    return `Server ${shown(out.slot ?? '')} was taken out at run time. Put it back: echo ${shellWord(`set server ${out.slot ?? ''} state ready`)} | socat stdio SOCKET`;
  const down = instances.find(({ state }) => state !== null);
  if (down !== undefined)
    return `${at(place)}Compare HAProxy's health check of ${shown(down.slot ?? '')} with the Consul check of ${shown(down.instance)}: HAProxy may ask another path, or not reach the instance.`;
  return `${at(place)}Check that HAProxy resolves the name of the service: echo 'show resolvers' | socat stdio SOCKET`;
}

function unhealthyAdvice(instances: readonly UnhealthyInstance[]): string {
  const failing = instances.find(({ status }) => status !== 'maintenance');
  const [first] = instances;
  return failing === undefined
    ? `End the maintenance of ${shown(first?.instance ?? '')}: consul maint -disable -service=${shellWord(first?.instance ?? '')}`
    : `Read the failing check of ${shown(failing.instance)}: curl $CONSUL_HTTP_ADDR/v1/health/checks/${shellWord(failing.service)}`;
}

function resetWeight([first]: OfKind<'weight-overridden'>['servers']): string {
  const { slot = 'BACKEND/SERVER', dns = 'N' } = first ?? {};
  return `Reset the weight: echo ${shellWord(`set server ${slot} weight ${dns}`)} | socat stdio SOCKET. Without resolve-opts ignore-weight the next DNS answer resets the weight anyway.`;
}

/** " Consul: 2 instances registered, 0 healthy."; nothing if Consul was not asked. */
function inConsul(registered: number | null, healthy: number | null): string {
  if (registered === null || healthy === null) return '';
  return ` Consul: ${counted(registered, 'instance')} registered, ${healthy} healthy.`;
}

/** A rule can be made to accept what was sent if only its value is another one. */
function changeOf(sent: OfKind<'near-match'>['sent'], wanted: OfKind<'near-match'>['wanted']): string {
  if (sent.name.toLowerCase() !== wanted.name.toLowerCase()) return '';
  return sent.value.toLowerCase() === wanted.value.toLowerCase()
    ? ', or make the rule ignore case: -i before the value'
    : `, or add the value ${shown(sent.value)} to the rule`;
}

interface Missing extends Pick<OfKind<'canary-empty'>, 'registered' | 'place'> {
  version: 'the canary' | 'the stable version';
}

function startInstance(service: string, { registered, place, version }: Missing): string {
  const checks = `curl $CONSUL_HTTP_ADDR/v1/health/checks/${shellWord(service)}`;
  const named = place === null ? '' : ` (${where(place)} names it)`;
  if (registered === 0) return `Start an instance of ${shown(service)}${named}, then run again.`;
  return registered === null
    ? `Start an instance of ${shown(service)}${named}, or read its checks: ${checks}`
    : `See why the checks of ${shown(service)}${named} fail: ${checks}. When ${version} is healthy again, run again.`;
}

type OfKind<Kind extends Cause['kind']> = Extract<Cause, { kind: Kind }>;

/** The line to change comes first. */
function at(place: Place | null): string {
  return place === null ? '' : `${where(place)}: `;
}

function where({ file, line }: Place): string {
  return `${shown(file)}:${line}`;
}

function marked(header: string, value: string): string {
  return shown(`${header}: ${value}`);
}

function unhealthy({ instance, status, check, output }: UnhealthyInstance): string {
  const why = [check, output.trim().split('\n')[0] ?? '']
    .filter((part) => part !== '')
    .map((part) => shown(part));
  return `${shown(instance)} is ${status === 'maintenance' ? 'in maintenance' : status}${why.length === 0 ? '' : ` (${why.join(': ')})`}`;
}

function differently({ instance, views }: DifferentView): string {
  const each = views.map(
    ({ source, state, weight }) =>
      `${state === null ? 'no server' : `${shown(state)}, weight ${weight}`} at ${shown(source)}`,
  );
  return `${shown(instance)} is ${each.join(' and ')}`;
}
