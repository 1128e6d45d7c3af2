import type { Place } from '../../haproxy/index.js';
import { counted } from '../../text/figures.js';
import { printable } from '../../text/printable.js';
import type { Cause, DifferentView, UnhealthyInstance, UnservedInstance } from '../../verdict/cause.js';
import { timesHaproxy } from './times-haproxy.js';
import type { Words } from './words.js';

/** The words for what is wrong between Consul, HAProxy and the traffic. */
export const CAUSE_WORDS: Words<Cause> = {
  'source-unreadable': ({ source, cause }) => ({
    says: `Could not read ${shown(source)}: ${printable(cause, 200)}. The result is without its data.`,
    next: /^\//.test(source)
      ? "Run as a user of the socket's group, or use HAProxy's stats page."
      : `Check the address and the password: curl -i ${shown(source)}`,
  }),
  'addresses-hidden': ({ source, place }) => ({
    says: `${shown(source)} shows no addresses, so its servers cannot be told from each other.`,
    next: `${at(place)}Add \`stats show-legends\`, or name the runtime socket instead.`,
  }),
  'weights-divided': ({ instances }) => ({
    says: `HAProxy divides Consul's weights by 256 and rounds up: ${list(instances, ({ instance, consul, haproxy }) => `${shown(instance)} ${consul} becomes ${haproxy}`)}.`,
    next: timesHaproxy(instances),
  }),
  'too-few-slots': ({ backend, template, service, slots, healthy, left, place }) => ({
    says: `Backend ${shown(backend)} has ${counted(slots, 'slot')} for ${healthy} healthy instances of ${shown(service)}: ${list(left, shown)} ${left.length === 1 ? 'is' : 'are'} left out, and HAProxy says nothing of it.`,
    next: `${at(place)}Raise the number of slots: server-template ${shown(template)} ${Math.max(2 * slots, healthy)} …, then reload HAProxy.`,
  }),
  'dns-truncated': ({ backend, service, known, healthy, payload, place }) => ({
    says: `Backend ${shown(backend)} knows ${known} of ${healthy} healthy instances of ${shown(service)} although slots are free: the answer of DNS is larger than ${payload ?? 'the 512'} bytes${payload === null ? ' that HAProxy takes by default' : ' (accepted_payload_size)'}, and what does not fit is cut off.`,
    next: `${at(place)}Add accepted_payload_size 8192 to the resolvers section.`,
  }),
  'passing-not-served': ({ instances, place }) => ({
    says: `Healthy in Consul, but HAProxy sends nothing there: ${list(instances, ({ instance, slot, state }) => `${shown(instance)} is ${slot === null ? 'in no server' : `${shown(state ?? '')} as ${shown(slot)}`}`)}.`,
    next: unservedNext(instances, place),
  }),
  'served-not-passing': ({ instances, place }) => ({
    says: `HAProxy still sends requests to what Consul keeps out: ${list(instances, ({ instance, status }) => `${shown(instance)} is ${status === 'maintenance' ? 'in maintenance' : status}`)}.`,
    next: `${at(place)}In the resolvers section set hold obsolete 0s, and hold nx 1s for the last instance, so that HAProxy drops a server with the next DNS answer.`,
  }),
  'served-after-leaving': ({ service, last, servers, place }) => ({
    says: `HAProxy still sends requests to ${counted(servers.length, 'instance')} that ${servers.length === 1 ? 'has' : 'have'} left Consul${service === null ? '' : ` (${shown(service)})`}: ${list(servers, ({ slot, address }) => `${shown(slot)} at ${shown(address)}`)}.`,
    next: `${at(place)}${last ? 'In the resolvers section set hold nx 1s (30 s by default): the last instance of a service is dropped by it.' : 'In the resolvers section set hold obsolete 0s.'}`,
  }),
  'not-healthy': ({ instances }) => ({
    says: `Not healthy in Consul, so HAProxy gets no address for them: ${list(instances, unhealthy)}.`,
    next: instances.every(({ status }) => status === 'maintenance')
      ? 'End the maintenance: consul maint -disable -service=ID'
      : 'Read the failing check: curl $CONSUL_HTTP_ADDR/v1/health/checks/SERVICE',
  }),
  'backup-servers': ({ backend, servers, active, place }) => ({
    says: `${counted(servers.length, 'backup server')} in backend ${shown(backend)}: ${list(servers, shown)} ${servers.length === 1 ? 'gets' : 'get'} ${active ? 'nothing while another server is up, whatever the weight' : 'everything, because no other server is up'}.`,
    next: `${at(place)}Leave the word backup out where a server is to have a share.`,
  }),
  'weight-overridden': ({ servers, place }) => ({
    says: `Other weights than those of DNS: ${list(servers, ({ slot, instance, weight, dns }) => `${shown(slot)} (${shown(instance)}) has ${weight}, DNS says ${dns}`)}. They were set at run time, or HAProxy ignores those of DNS.`,
    next: `${at(place)}${place === null ? 'Reset the weight: set server BACKEND/SERVER weight N. Without resolve-opts ignore-weight the next DNS answer resets it anyway.' : 'Leave ignore-weight out, or keep the weights in one place only.'}`,
  }),
  'weights-ignored': ({ backend, algorithm, servers, place }) => ({
    says: `Backend ${shown(backend)} does not take weights from DNS, because of balance ${shown(algorithm)}: ${list(servers, ({ instance, weight, dns }) => `${shown(instance)} has ${weight}, not ${dns}`)}.`,
    next: `${at(place)}In backend ${shown(backend)} use balance roundrobin${algorithm === 'static-rr' ? '' : ', or add hash-type consistent'}: then weights from DNS are used.`,
  }),
  stickiness: ({ backend, by, what, place }) => ({
    says: `Backend ${shown(backend)} keeps a client with its server (${STICKY[by](shown(what))}): the share of one client says nothing of that of all.`,
    next: `${at(place)}This check comes from one client and sees one server. Run it against a frontend without stickiness, or from several hosts.`,
  }),
  'different-views': ({ instances }) => ({
    says: `The HAProxys do not agree: ${list(instances, differently)}.`,
    next: 'See whether all of them run the same configuration, ask the same DNS and were told the same at run time.',
  }),
  'canary-empty': ({ service, backend, healthy, instead, place }) => ({
    says: `The canary (${shown(service)}) has no usable server in HAProxy backend ${shown(backend)}.${instead === null ? '' : ` All requests of this backend go to ${shown(instead)}.`}`,
    next:
      (healthy ?? 0) > 0
        ? null
        : `${at(place)}Start an instance of ${shown(service)}, or find out why its checks fail in Consul.`,
  }),
  slowstart: ({ servers, place }) => ({
    says: `Servers that came up lately get less for a while (slowstart): ${list(servers, ({ slot, percent }) => `${shown(slot)} ${percent} % of its weight`)}.`,
    next: `${at(place)}Wait until the slow start has ended, or remove slowstart from the canary's servers.`,
  }),
  'rule-shadowed': ({ header, value, backend, by, goes, place }) => ({
    says: `${marked(header, value)} should reach ${shown(backend)}, but an earlier rule (${where(by)}) takes it: it goes to ${shown(goes)}.`,
    next: `${at(place)}Put this rule before ${where(by)}.`,
  }),
  'header-changed': ({ header, value, backend, by, goes }) => ({
    says: `${marked(header, value)} should reach ${shown(backend)}, but ${where(by)} takes the header away or sets it before the rule looks: it goes to ${shown(goes)}.`,
    next: `${at(by)}Move this http-request line into the backend. In the frontend it runs before every use_backend, wherever it stands.`,
  }),
  'near-match': ({ sent, wanted, method, caseSensitive, backend, goes, place }) => ({
    says: `${marked(sent.name, sent.value)} goes to ${shown(goes)}: the rule for ${shown(backend)} wants ${marked(wanted.name, wanted.value)} (-m ${method}, ${caseSensitive ? 'and case counts' : 'in any case'}).`,
    next: `${at(place)}Send ${marked(wanted.name, wanted.value)}, or let the rule take both values: ${caseSensitive ? 'add -i before the value' : 'add one more value'}.`,
  }),
  'unknown-service': ({ service, near, place }) => ({
    says: `Consul knows no service ${shown(service)}${near === null ? '' : `; it knows ${shown(near)}`}.`,
    next: `${at(place)}${place === null ? 'Say what the services are called: --services STABLE+CANARY.' : `Name it as it is registered${near === null ? '' : `: ${shown(near)}`}.`}`,
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
    return `Somebody has taken it out at run time: set server ${shown(out.slot ?? '')} state ready`;
  if (instances.some(({ state }) => state !== null))
    return `${at(place)}See what HAProxy's own check asks, and whether it reaches the instance.`;
  return `${at(place)}See whether HAProxy resolves the name of the service.`;
}

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
