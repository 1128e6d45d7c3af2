/** The head of a configuration whose servers come from an agent's DNS; it asks often, so that tests need not wait. */
export function consulFed(socket: string, dnsPort: number): string {
  return `global
  stats socket ${socket} mode 600 level admin
defaults
  mode http
  timeout connect 1s
  timeout client 5s
  timeout server 5s
resolvers consul
  nameserver agent 127.0.0.1:${dnsPort}
  accepted_payload_size 8192
  timeout resolve 200ms
  timeout retry 200ms
`;
}
