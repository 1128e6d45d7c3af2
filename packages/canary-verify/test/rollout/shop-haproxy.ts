/**
 * A HAProxy that answers as the shop by itself. How many of 1,000 requests the canary gets, and how many of its own fail, stand in two maps of
 * the folder.
 */
export const shopHaproxy =
  ({ folder, door }: { folder: string; door: number }) =>
  (socket: string): string =>
    `global
  stats socket ${socket} level admin
defaults
  mode http
  timeout connect 1s
  timeout client 5s
  timeout server 5s
frontend shop
  bind 127.0.0.1:${door}
  http-request set-var(txn.share) str(shop),map_str_int(${folder}/share.map,0)
  http-request set-var(txn.failing) str(failing),map_str_int(${folder}/failing.map,0)
  http-request set-var(txn.canary) bool(true) if { req.hdr(X-Canary) -m str always }
  http-request set-var(txn.canary) bool(true) if { rand(1000),sub(txn.share) lt 0 }
  http-request return status 500 hdr X-Service-Track canary if { var(txn.canary) -m bool } { rand(1000),sub(txn.failing) lt 0 }
  http-request return status 200 hdr X-Service-Track canary if { var(txn.canary) -m bool }
  http-request return status 200 hdr X-Service-Track stable
`;
