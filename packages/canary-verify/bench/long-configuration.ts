/** How ten thousand lines are spread. */
export type Shape = 'many backends' | 'many frontends' | 'one frontend';

const GLOBAL = [
  'global',
  '    maxconn 4000',
  'defaults',
  '    mode http',
  '    timeout connect 1s',
  '    balance roundrobin',
];

/** A configuration of about that many lines, as generated ones look: services, each with header rules and replicas. */
export function longConfiguration(lines: number, shape: Shape): string {
  const written = [...GLOBAL];
  if (shape === 'one frontend') written.push(...oneFrontend(Math.floor((lines - 20) / 8)));
  for (let service = 0; written.length < lines; service++) {
    if (shape === 'many frontends') written.push(...frontend(service));
    written.push(...backends(service));
  }
  return `${written.slice(0, lines).join('\n')}\n`;
}

/** Every service behind one door, told apart by host and path; each tenth has a canary that is marked by a header. */
function oneFrontend(services: number): string[] {
  const rules = Array.from({ length: services }, (_, service) => [
    `    acl host-${service} hdr(host) -i service-${service}.example`,
    ...(service % 10 === 0
      ? [`    use_backend canary-${service} if host-${service} { req.hdr(X-Canary) -m str always }`]
      : []),
    `    use_backend stable-${service} if host-${service} { path_beg /api/${service}/ }`,
  ]);
  return ['frontend all', '    bind :80', ...rules.flat(), '    default_backend stable-0'];
}

function frontend(service: number): string[] {
  return [
    `frontend door-${service}`,
    `    bind :${1_000 + (service % 60_000)}`,
    '    acl marked req.hdr(X-Canary) -m str always # by hand',
    `    use_backend canary-${service} if marked`,
    `    use_backend canary-${service} if { rand(100) lt 10 }`,
    `    default_backend stable-${service}`,
  ];
}

function backends(service: number): string[] {
  const servers = (version: string, count: number) =>
    Array.from(
      { length: count },
      (_, index) => `    server ${version}-${index + 1} 10.0.0.${index + 1}:80 check weight 10`,
    );
  return [
    `backend stable-${service}`,
    '    option httpchk GET "/health/live"',
    ...servers('stable', 4),
    `backend canary-${service}`,
    ...servers('canary', 1),
  ];
}
