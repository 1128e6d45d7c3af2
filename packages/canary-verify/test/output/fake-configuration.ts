/** A configuration of two backends, told apart by a header; `rules` come before its rule, `behind` after it. */
export function byHeader({ rules = '', behind = '' } = {}): string {
  return `frontend service
    mode http
    bind :48151
${indented(rules)}    use_backend canary if { req.hdr(X-Canary) -m str always }
${indented(behind)}    default_backend stable

backend stable
    mode http
    server-template stable- 20 _service-v1._tcp.service.consul resolvers consul

backend canary
    mode http
    server-template canary- 20 _service-v2._tcp.service.consul resolvers consul

resolvers consul
    nameserver agent 127.0.0.1:8600
`;
}

/** A configuration of one backend. */
export function oneBackend(canary = '_service-v2._tcp.service.consul'): string {
  return `frontend service
    mode http
    bind :48151
    default_backend message

backend message
    mode http
    balance roundrobin
    server-template stable- 20 _service-v1._tcp.service.consul resolvers consul
    server-template canary- 20 ${canary} resolvers consul

resolvers consul
    nameserver agent 127.0.0.1:8600
    hold obsolete 30s
`;
}

function indented(line: string): string {
  return line === '' ? '' : `    ${line}\n`;
}
