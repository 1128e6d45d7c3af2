/**
 * The weight that HAProxy makes of an SRV record's: divided by 256, rounded up (`resolv_validate_dns_response` and its
 * callers in src/resolvers.c). 90 and 10 both become 1; 23040 and 2560 become 90 and 10. 0 takes no new requests.
 */
export function weightOfSrv(srvWeight: number): number {
  return Math.floor((srvWeight + 255) / 256);
}
