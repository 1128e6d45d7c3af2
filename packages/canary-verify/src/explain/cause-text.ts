import type { Words } from '../diagnosis-text.js';
import type { Place } from '../haproxy/configuration/configuration.js';
import { printable } from '../printable.js';
import { counted } from '../reporters/figures.js';
import type { Cause, DifferentView, UnhealthyInstance, UnservedInstance } from './cause.js';
import { timesHaproxy } from './times-haproxy.js';

/** The words for what is wrong between Consul, HAProxy and the traffic. */
export const CAUSE_WORDS: Words<Cause> = {
  'source-unreadable': ({ source, cause }) => ({
    says: `${printable(source)} gave no answer: ${printable(cause, 200)}. It was not compared.`,
    next: 'See whether it listens there, and whether it lets you in.',
  }),
  'addresses-hidden': ({ source, place }) => ({
    says: `${printable(source)} shows no addresses, so its servers cannot be told from each other.`,
    next: `${at(place)}Add \`stats show-legends\`, or name the runtime socket instead.`,
  }),
  'weights-divided': ({ instances }) => ({
    says: `HAProxy divides Consul's weights by 256 and rounds up: ${list(instances, ({ instance, consul, haproxy }) => `${printable(instance)} ${consul} becomes ${haproxy}`)}.`,
    next: timesHaproxy(instances),
  }),
  'too-few-slots': ({ backend, template, service, slots, healthy, left, place }) => ({
    says: `Backend ${printable(backend)} has ${counted(slots, 'slot')} for ${healthy} healthy instances of ${printable(service)}: ${list(left, printable)} ${left.length === 1 ? 'is' : 'are'} left out, and HAProxy says nothing of it.`,
    next: `${at(place)}More slots: server-template ${printable(template)} ${Math.max(2 * slots, healthy)} …`,
  }),
  'dns-truncated': ({ backend, service, known, healthy, payload, place }) => ({
    says: `Backend ${printable(backend)} knows ${known} of ${healthy} healthy instances of ${printable(service)} although slots are free: the answer of DNS is larger than ${payload ?? 'the 512'} bytes${payload === null ? ' that HAProxy takes by default' : ' (accepted_payload_size)'}, and what does not fit is cut off.`,
    next: `${at(place)}Add accepted_payload_size 8192 to the resolvers section.`,
  }),
  'passing-not-served': ({ instances, place }) => ({
    says: `Healthy in Consul, but HAProxy sends nothing there: ${list(instances, ({ instance, slot, state }) => `${printable(instance)} is ${slot === null ? 'in no server' : `${printable(state ?? '')} as ${printable(slot)}`}`)}.`,
    next: unservedNext(instances, place),
  }),
  'served-not-passing': ({ instances, place }) => ({
    says: `HAProxy still sends requests to what Consul keeps out: ${list(instances, ({ instance, status }) => `${printable(instance)} is ${status === 'maintenance' ? 'in maintenance' : status}`)}.`,
    next: `${at(place)}Let go sooner: hold obsolete 0s; for the last instance hold nx 1s.`,
  }),
  'served-after-leaving': ({ service, last, servers, place }) => ({
    says: `HAProxy still sends requests to ${counted(servers.length, 'instance')} that ${servers.length === 1 ? 'has' : 'have'} left Consul${service === null ? '' : ` (${printable(service)})`}: ${list(servers, ({ slot, address }) => `${printable(slot)} at ${printable(address)}`)}.`,
    next: `${at(place)}${last ? 'The last one of a service goes by hold nx (30 s by default): hold nx 1s.' : 'Let go sooner: hold obsolete 0s.'}`,
  }),
  'not-healthy': ({ instances }) => ({
    says: `Consul keeps out: ${list(instances, unhealthy)}.`,
    next: instances.every(({ status }) => status === 'maintenance')
      ? 'End the maintenance: consul maint -disable -service=ID'
      : 'See what its check says: consul watch -type=checks -state=critical',
  }),
  'backup-servers': ({ backend, servers, active, place }) => ({
    says: `${counted(servers.length, 'backup server')} in backend ${printable(backend)}: ${list(servers, printable)} ${servers.length === 1 ? 'gets' : 'get'} ${active ? 'nothing while another server is up, whatever the weight' : 'everything, because no other server is up'}.`,
    next: `${at(place)}Leave the word backup out where a server is to have a share.`,
  }),
  'weight-overridden': ({ servers, place }) => ({
    says: `Other weights than those of DNS: ${list(servers, ({ slot, instance, weight, dns }) => `${printable(slot)} (${printable(instance)}) has ${weight}, DNS says ${dns}`)}. They were set at run time, or HAProxy ignores those of DNS.`,
    next: `${at(place)}${place === null ? 'Set it back: set server BACKEND/SERVER weight N; the next answer of DNS does so too, unless resolve-opts ignore-weight keeps it.' : 'Leave ignore-weight out, or keep the weights in one place only.'}`,
  }),
  'weights-ignored': ({ backend, algorithm, servers, place }) => ({
    says: `Backend ${printable(backend)} does not take weights from DNS, because of balance ${printable(algorithm)}: ${list(servers, ({ instance, weight, dns }) => `${printable(instance)} has ${weight}, not ${dns}`)}.`,
    next: `${at(place)}${algorithm === 'static-rr' ? 'balance roundrobin' : 'balance roundrobin, or hash-type consistent beside it'}`,
  }),
  stickiness: ({ backend, by, what, place }) => ({
    says: `Backend ${printable(backend)} keeps a client with its server (${STICKY[by](printable(what))}): the share of one client says nothing of that of all.`,
    next: `${at(place)}Measure from many clients, or without it.`,
  }),
  'different-views': ({ instances }) => ({
    says: `The HAProxys do not agree: ${list(instances, differently)}.`,
    next: 'See whether all of them run the same configuration, ask the same DNS and were told the same at run time.',
  }),
  'canary-empty': ({ service, backend, healthy, instead, place }) => ({
    says: `No server of ${printable(service)} takes requests in backend ${printable(backend)}${instead === null ? '' : `: they go to ${printable(instead)}`}.`,
    next:
      (healthy ?? 0) > 0
        ? null
        : `${at(place)}No instance of it is healthy in Consul: start one, or see why.`,
  }),
  slowstart: ({ servers, place }) => ({
    says: `Servers that came up lately get less for a while (slowstart): ${list(servers, ({ slot, percent }) => `${printable(slot)} ${percent} % of its weight`)}.`,
    next: `${at(place)}Wait until it is over, or leave slowstart out of a canary's servers.`,
  }),
  'rule-shadowed': ({ header, value, backend, by, goes, place }) => ({
    says: `${marked(header, value)} should reach ${printable(backend)}, but an earlier rule (${where(by)}) takes it: it goes to ${printable(goes)}.`,
    next: `${at(place)}Put this rule before ${where(by)}.`,
  }),
  'header-changed': ({ header, value, backend, by, goes }) => ({
    says: `${marked(header, value)} should reach ${printable(backend)}, but ${where(by)} takes the header away or sets it before the rule looks: it goes to ${printable(goes)}.`,
    next: `${at(by)}http-request rules come before every use_backend, wherever they stand: put this one into the backend.`,
  }),
  'near-match': ({ sent, wanted, method, caseSensitive, backend, goes, place }) => ({
    says: `${marked(sent.name, sent.value)} goes to ${printable(goes)}: the rule for ${printable(backend)} wants ${marked(wanted.name, wanted.value)} (-m ${method}, ${caseSensitive ? 'and case counts' : 'in any case'}).`,
    next: `${at(place)}Send just that, or let the rule take both: ${caseSensitive ? '-i before the value' : 'one more value'}.`,
  }),
  'unknown-service': ({ service, near, place }) => ({
    says: `Consul knows no service ${printable(service)}${near === null ? '' : `; it knows ${printable(near)}`}.`,
    next: `${at(place)}${place === null ? 'Say what the services are called: --services STABLE+CANARY.' : `Name it as it is registered${near === null ? '' : `: ${printable(near)}`}.`}`,
  }),
};

const STICKY: Record<Extract<Cause, { kind: 'stickiness' }>['by'], (what: string) => string> = {
  cookie: (what) => `by a cookie${what === '' ? '' : `, ${what}`}`,
  'stick-table': (what) => `by a stick-table${what === '' ? '' : ` of ${what}`}`,
  hash: (what) => `by a hash of ${what === 'source' ? 'src' : what}`,
  'last-server': () => 'on the connection that it had, option prefer-last-server',
  'rdp-cookie': (what) => `by the RDP cookie ${what}`,
};

/** More than so many things are not read. */
const MOST_LISTED = 4;

function list<Item>(items: readonly Item[], words: (item: Item) => string): string {
  const shown = items.slice(0, MOST_LISTED).map((item) => words(item));
  const rest = items.length - shown.length;
  return [...shown, ...(rest > 0 ? [`${rest} more`] : [])].join(', ');
}

function unservedNext(instances: readonly UnservedInstance[], place: Place | null): string {
  const out = instances.find(({ state }) => /^(MAINT|DRAIN)/.test(state ?? ''));
  if (out !== undefined)
    return `Somebody has taken it out at run time: set server ${printable(out.slot ?? '')} state ready`;
  if (instances.some(({ state }) => state !== null))
    return `${at(place)}See what HAProxy's own check asks, and whether it reaches the instance.`;
  return `${at(place)}See whether HAProxy resolves the name of the service.`;
}

/** The line to change comes first. */
function at(place: Place | null): string {
  return place === null ? '' : `${where(place)}: `;
}

function where({ file, line }: Place): string {
  return `${printable(file)}:${line}`;
}

function marked(header: string, value: string): string {
  return printable(`${header}: ${value}`);
}

function unhealthy({ instance, status, check, output }: UnhealthyInstance): string {
  const why = [check, output.trim().split('\n')[0] ?? '']
    .filter((part) => part !== '')
    .map((part) => printable(part));
  return `${printable(instance)} is ${status === 'maintenance' ? 'in maintenance' : status}${why.length === 0 ? '' : ` (${why.join(': ')})`}`;
}

function differently({ instance, views }: DifferentView): string {
  const each = views.map(
    ({ source, state, weight }) =>
      `${state === null ? 'no server' : `${printable(state)}, weight ${weight}`} at ${printable(source)}`,
  );
  return `${printable(instance)} is ${each.join(' and ')}`;
}
