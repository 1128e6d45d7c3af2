import type { FieldCase } from './cases.js';

/** More shapes of the kinds in `cases.ts`, as strangers write them: other words, another order, settings that come from elsewhere. */
export const OTHER_CASES: readonly FieldCase[] = [
  {
    name: 'use-server by a header: a word that HAProxy reads no further than',
    lines:
      'listen shop\n bind 127.0.0.1:{P1}\n acl not_beta req.hdr(x-channel) -m str -i "" stable\n acl has_chan req.hdr(x-channel) -m found\n use-server green if has_chan !not_beta\n use-server blue unless has_chan\n default-server weight 10\n server blue 127.0.0.1:{S1}\n server green 127.0.0.1:{C1} weight 0\n',
    canary: 'green',
    shares: { '': 0 },
    marks: [],
  },
  {
    name: 'use-server by a header: by way of a cookie, a variable and another header',
    lines:
      'frontend fe\n bind 127.0.0.1:{P1}\n http-request set-var(txn.lane) req.cook(lane),lower\n http-request set-header X-Lane %[var(txn.lane)] if { var(txn.lane) -m found }\n http-request del-header X-Junk\n default_backend pool\nbackend pool\n balance roundrobin\n use-server %[req.hdr(X-Lane)] if { req.hdr(X-Lane) -m found }\n server stable 127.0.0.1:{S1} weight 3\n server canary 127.0.0.1:{C1} weight 1\n',
    shares: { '': 0.25 },
    marks: ['X-Lane: canary', 'Cookie: lane=canary'],
  },
  {
    name: 'use-server by a header: a part of its name',
    lines:
      'frontend fe\n bind 127.0.0.1:{P1}\n default_backend pool\nbackend pool\n balance roundrobin\n use-server canary-%[req.hdr(X-Slot)] if { req.hdr(X-Slot) -m reg ^[12]$ }\n server stable-1 127.0.0.1:{S1}\n server stable-2 127.0.0.1:{S2}\n server canary-1 127.0.0.1:{C1} weight 0\n server canary-2 127.0.0.1:{C2} weight 0\n',
    shares: { '': 0 },
    marks: ['X-Slot: 1', 'X-Slot: 2'],
  },
  {
    name: 'use-server by a header: a part of its name out of a map, which HAProxy mixes up',
    lines:
      'frontend fe\n bind 127.0.0.1:{P1}\n default_backend pool\nbackend pool\n balance roundrobin\n use-server canary-%[req.hdr(X-Slot),map(maps/slots.map,none)] if { req.hdr(X-Slot) -m found }\n server stable-1 127.0.0.1:{S1}\n server canary-1 127.0.0.1:{C1} weight 0\n server 1 127.0.0.1:{S2} weight 0\n',
    files: { 'maps/slots.map': 'one 1\n' },
    shares: { '': 0 },
    marks: [],
    says: ['No header was found that is sure'],
  },
  {
    name: 'cookie of a server: static-rr, a default for all, behind a rule that always holds',
    lines:
      'frontend fe\n bind 127.0.0.1:{P1}\n use_backend pool if { path_beg / }\nbackend pool\n balance static-rr\n cookie SRV insert indirect nocache httponly secure\n default-server cookie none\n server stable1 127.0.0.1:{S1} cookie s1 weight 40\n server stable2 127.0.0.1:{S2} cookie s2 weight 40\n server canary1 127.0.0.1:{C1} cookie c1 weight 20\n',
    shares: { '': 0.2 },
    marks: ['Cookie: SRV=c1'],
  },
  {
    name: 'cookie of a server: the cookie is inherited, the server a backup',
    lines:
      'defaults withcookie\n mode http\n timeout connect 1s\n timeout client 10s\n timeout server 10s\n cookie VER rewrite\n balance roundrobin\nfrontend fe from withcookie\n bind 127.0.0.1:{P1}\n default_backend pool\nbackend pool from withcookie\n server one 127.0.0.1:{S1} cookie stable\n server two 127.0.0.1:{C1} cookie canary backup\n',
    canary: 'two',
    shares: { '': 0 },
    marks: ['Cookie: VER=canary'],
  },
  {
    name: 'any value but some: negated braces joined by or',
    lines:
      'frontend fe\n bind 127.0.0.1:{P1}\n use_backend stable if !{ req.hdr(X-Try) -m found } or { req.hdr(X-Try) -m str no }\n use_backend canary if !{ req.cook(optout) -m found }\n default_backend stable\nbackend stable\n server s1 127.0.0.1:{S1}\nbackend canary\n server c1 127.0.0.1:{C1}\n',
    shares: { '': 0 },
    marks: ['X-Try: yes'],
  },
  {
    name: 'two headers: lines of one ACL, || and a path',
    lines:
      'frontend fe\n bind 127.0.0.1:{P1}\n acl beta req.hdr(X-Beta) -m bool\n acl beta req.cook(beta) -m str 1\n acl beta urlp(beta) yes\n acl staff req.hdr(X-Staff) -i Yes TRUE\n use_backend canary if beta || staff { path_sub shop }\n default_backend stable\nbackend stable\n server s1 127.0.0.1:{S1}\nbackend canary\n server c1 127.0.0.1:{C1}\n',
    shares: { '': 0 },
    marks: ['X-Beta: 1', 'Cookie: beta=1', '?beta=yes', 'X-Staff: Yes', 'X-Staff: TRUE'],
  },
  {
    name: 'a map: comments, blanks and a key in capitals behind lower',
    lines:
      'frontend fe\n bind 127.0.0.1:{P1}\n http-request set-var(req.be) req.hdr(X-Tenant),lower,map_str(maps/tenants.map,stable)\n use_backend %[var(req.be)]\nbackend stable\n server s1 127.0.0.1:{S1}\nbackend canary\n server c1 127.0.0.1:{C1}\n',
    files: {
      'maps/tenants.map':
        '# tenants in the canary\n   # indented comment\n\nacme   canary\n   beta-co	canary   \numbrella stable\nCorp canary\n',
    },
    shares: { '': 0 },
    marks: ['X-Tenant: acme', 'X-Tenant: beta-co'],
  },
  {
    name: 'any value but some: answers and redirects before',
    lines:
      'frontend fe\n bind 127.0.0.1:{P1}\n http-request return status 200 content-type text/plain string "up" if { path /health }\n http-request redirect location /shop/ code 302 if { path / }\n http-request deny deny_status 405 if !METH_GET !METH_HEAD\n http-request deny if { req.hdr(X-Canary) -m str blocked }\n use_backend canary if { req.hdr(X-Canary) -m found }\n default_backend stable\nbackend stable\n server s1 127.0.0.1:{S1}\nbackend canary\n server c1 127.0.0.1:{C1}\n',
    shares: { '': 0, '/health': 0, '/': 0 },
    marks: ['X-Canary: yes'],
  },
  {
    name: 'doors: two addresses in one bind, no default_backend',
    lines:
      'frontend fe\n bind 127.0.0.1:{P1},127.0.0.1:{P2}\n use_backend canary if { req.hdr(Host) -i -m dom beta }\n use_backend stable if { hdr_end(host) -i .example.com }\nbackend stable\n server s1 127.0.0.1:{S1}\nbackend canary\n server c1 127.0.0.1:{C1}\n',
    shares: { '': 0, beta: 1, 'www.example.com': 0 },
    marks: ['Host: beta'],
  },
  {
    name: 'two headers: quotation marks, escapes and a comment sign in values',
    lines:
      'frontend "fe"\n bind 127.0.0.1:{P1}\n acl "spacey" req.hdr(X-Mode) -m str \'blue green\'\n acl esc req.hdr(X-Mode) -m str dark\\ blue\n acl hash req.hdr(X-Mode) -m str "a#b" # comment\n use_backend canary if spacey or esc or hash\n default_backend stable\nbackend stable\n server s1 127.0.0.1:{S1}\nbackend canary\n server c1 127.0.0.1:{C1}\n',
    shares: { '': 0 },
    marks: ['X-Mode: blue green', 'X-Mode: dark blue', 'X-Mode: a#b'],
  },
  {
    name: 'shares: a listen with servers and a rule',
    lines:
      'listen all\n bind 127.0.0.1:{P1}\n use_backend canary if { req.hdr(X-Canary) 1 }\n balance roundrobin\n server s1 127.0.0.1:{S1} weight 8\n server s2 127.0.0.1:{S2} weight 8\n server canary1 127.0.0.1:{C2} weight 4\nbackend canary\n server c1 127.0.0.1:{C1}\n',
    shares: { '': 0.2 },
    marks: ['X-Canary: 1'],
  },
  {
    name: 'use-server by a header: beside a server-template',
    lines:
      'frontend fe\n bind 127.0.0.1:{P1}\n default_backend pool\nbackend pool\n balance roundrobin\n use-server canary if { req.hdr(X-Canary) -m str 1 }\n server-template stable 3 127.0.0.1:{S1} weight 30\n server canary 127.0.0.1:{C1} weight 10\n',
    shares: { '': 0.1 },
    marks: ['X-Canary: 1'],
  },
  {
    name: 'servers up: one that another one tracks',
    lines:
      'frontend fe\n bind 127.0.0.1:{P1}\n use_backend canary if { srv_is_up(probe/p1) } { rand(10) lt 2 }\n default_backend stable\nbackend probe\n server p1 127.0.0.1:{C1} check\nbackend stable\n server s1 127.0.0.1:{S1}\nbackend canary\n server c1 127.0.0.1:{C1} track probe/p1\n',
    shares: { '': 0.2 },
    marks: [],
  },
  {
    name: 'shares: one draw in a variable, asked twice',
    lines:
      'frontend fe\n bind 127.0.0.1:{P1}\n http-request set-var(req.dice) rand(1000)\n acl ten var(req.dice) -m int lt 100\n acl known req.cook(seen) -m found\n use_backend canary if ten !known\n use_backend canary if known { var(req.dice),mod(10) -m int lt 3 }\n default_backend stable\nbackend stable\n server s1 127.0.0.1:{S1}\nbackend canary\n server c1 127.0.0.1:{C1}\n',
    shares: { '': 0.1 },
    marks: [],
  },
  {
    name: 'a bucket: a header that is drawn where it is missing',
    lines:
      'frontend fe\n bind 127.0.0.1:{P1}\n http-request set-header X-Bucket %[rand(100)] if !{ req.hdr(X-Bucket) -m found }\n acl low req.hdr(X-Bucket),mod(100) -m int 0:24\n use_backend canary if low\n default_backend stable\nbackend stable\n server s1 127.0.0.1:{S1}\nbackend canary\n server c1 127.0.0.1:{C1}\n',
    shares: { '': 0.25 },
    marks: ['X-Bucket: 1', 'X-Bucket: yes'],
    says: ['this value among others'],
    never: ['with any value'],
  },
  {
    name: 'a rate limit: counters of connections and of a header',
    lines:
      'frontend fe\n bind 127.0.0.1:{P1}\n tcp-request inspect-delay 2s\n tcp-request content track-sc1 src table limits\n tcp-request content reject if { sc1_conn_cur gt 500 }\n http-request track-sc2 hdr(X-Api-User) table limits if { hdr(X-Api-User) -m found }\n http-request deny deny_status 429 if { sc_http_req_rate(2,limits) gt 50000 }\n http-request set-header X-Rate %[sc_http_req_rate(1,limits)]\n use_backend canary if { req.hdr(X-Env) -m str next }\n use_backend canary if { rand(8) 0 }\n default_backend stable\nbackend limits\n stick-table type ipv6 size 10k expire 1m store conn_cur,http_req_rate(10s)\nbackend stable\n server s1 127.0.0.1:{S1}\nbackend canary\n server c1 127.0.0.1:{C1} maxconn 100\n',
    shares: { '': 0.125 },
    marks: ['X-Env: next'],
  },
  {
    name: 'servers up: two backends, one in each of two terms',
    lines:
      'frontend fe\n bind 127.0.0.1:{P1}\n acl canary_ok nbsrv(canary) gt 0\n acl opted req.hdr_cnt(X-Opt-In) gt 0\n use_backend canary if canary_ok opted or canary_ok { rand(20) le 1 }\n use_backend stable if { nbsrv(stable) ge 1 }\n default_backend sorry\nbackend sorry\n http-request return status 503\nbackend stable\n server s1 127.0.0.1:{S1} check\n server s2 127.0.0.1:{S2} check\nbackend canary\n server c1 127.0.0.1:{C1} check\n',
    shares: { '': 0.1 },
    marks: ['X-Opt-In: yes'],
  },
  {
    name: 'TLS: by the name and the host, beside a bind that redirects',
    lines:
      'frontend fe\n bind 127.0.0.1:{P1} ssl crt maps/self.pem alpn http/1.1\n bind 127.0.0.1:{P2}\n http-request redirect scheme https unless { ssl_fc }\n acl beta_sni ssl_fc_sni -i beta.shop.test\n acl strict hdr(host) -i beta.shop.test\n use_backend canary if beta_sni strict\n use_backend canary if { ssl_fc_sni_end .canary.test }\n default_backend stable\nbackend stable\n server s1 127.0.0.1:{S1}\nbackend canary\n server c1 127.0.0.1:{C1}\n',
    shares: { '': 0, ':{P2}': 0, 'beta.shop.test': 1 },
    marks: [],
  },
  {
    name: 'addresses out of a file: with comments and blank lines, behind the PROXY protocol',
    lines:
      'frontend fe\n bind 127.0.0.1:{P1} accept-proxy\n acl office src -f maps/office.acl\n acl vpn src 100.64.0.0/10 2001:db8::/32\n use_backend canary if office || vpn\n default_backend stable\nbackend stable\n server s1 127.0.0.1:{S1}\nbackend canary\n server c1 127.0.0.1:{C1}\n',
    files: { 'maps/office.acl': '# head office\n192.0.2.0/28\n   \n198.51.100.7\n' },
    shares: { '': 0, 'from 192.0.2.0': 1 },
    marks: [],
    never: ['head office'],
  },
  {
    name: 'addresses: the one that a header tells',
    lines:
      'frontend fe\n bind 127.0.0.1:{P1}\n http-request set-src hdr_ip(X-Forwarded-For,-1) if { src 127.0.0.0/8 }\n use_backend canary if { src 10.9.0.0/16 }\n default_backend stable\nbackend stable\n server s1 127.0.0.1:{S1}\nbackend canary\n server c1 127.0.0.1:{C1}\n',
    shares: { '': 0, 'from 10.9.0.0': 1 },
    marks: ['X-Forwarded-For: 10.9.0.0'],
  },
  {
    name: 'which is the canary: v3 first, names with letters behind',
    lines:
      'frontend fe\n bind 127.0.0.1:{P1}\n default_backend web\nbackend web\n balance roundrobin\n server web-v3-a 127.0.0.1:{C1} weight 5\n server web-v2-a 127.0.0.1:{S1} weight 45\n server web-v2-b 127.0.0.1:{S2} weight 50\n',
    shares: { '': 0.05 },
    marks: [],
  },
  {
    name: 'which is the canary: a generated name, and an error page for the rest',
    lines:
      'frontend fe\n bind 127.0.0.1:{P1}\n acl host_app hdr(host),field(1,:) -i app.test\n use_backend prod_checkout-canary_8080 if host_app { rand(100) lt 25 }\n use_backend prod_checkout_8080 if host_app\n default_backend notfound\nbackend notfound\n errorfile 503 maps/404.http\nbackend prod_checkout_8080\n server pod1 127.0.0.1:{S1}\nbackend prod_checkout-canary_8080\n server pod1 127.0.0.1:{C1}\n',
    files: { 'maps/404.http': 'HTTP/1.1 404 Not Found\nContent-Length: 3\nConnection: close\n\nno\n' },
    shares: { '': 0, 'app.test': 0.25 },
    marks: [],
    never: ['answers 503'],
  },
  {
    name: 'some serve: but a backup that is enabled again',
    lines:
      'frontend fe\n bind 127.0.0.1:{P1}\n use_backend canary if { req.hdr(X-Canary) -m str on }\n default_backend stable\nbackend stable\n balance roundrobin\n server s1 127.0.0.1:{S1}\n server s2 127.0.0.1:{S2} disabled\nbackend canary\n default-server disabled\n server c1 127.0.0.1:{C1}\n server c2 127.0.0.1:{C2} backup enabled\n',
    shares: { '': 0 },
    marks: ['X-Canary: on'],
  },
  {
    name: 'converters: JSON of a number, base64 and a URL',
    lines:
      "frontend fe\n bind 127.0.0.1:{P1}\n acl lane_ctx req.hdr(X-Ctx),json_query('$.user.ring','int') -m int 0\n acl lane_b64 req.hdr(X-B64),b64dec -m str canary\n acl url_dec req.hdr(X-Enc),url_dec -m str \"a b\"\n use_backend canary if lane_ctx or lane_b64 or url_dec\n default_backend stable\nbackend stable\n server s1 127.0.0.1:{S1}\nbackend canary\n server c1 127.0.0.1:{C1}\n",
    shares: { '': 0 },
    marks: ['X-B64: Y2FuYXJ5', 'X-Enc: a b'],
  },
  {
    name: 'a parameter of the URL: in the query as a text, and by paths',
    lines:
      'frontend fe\n bind 127.0.0.1:{P1}\n use_backend canary if { path_reg ^/v[0-9]+/orders } { method PUT POST }\n use_backend canary if { query -m sub ring=beta }\n use_backend canary if { url_reg -i [?&]preview=1(&|$) }\n use_backend canary if { path_end .beta .next }\n use_backend canary if { path_dir preview }\n default_backend stable\nbackend stable\n server s1 127.0.0.1:{S1}\nbackend canary\n server c1 127.0.0.1:{C1}\n',
    shares: { '': 0, '/?preview=1': 1 },
    marks: ['?ring=beta'],
  },
  {
    name: 'values: regular expressions on baggage',
    lines:
      "frontend fe\n bind 127.0.0.1:{P1}\n acl b1 req.hdr(baggage) -m reg '(^|,) *ring=canary(,|;|$)'\n acl b2 req.fhdr(tracestate) -m sub lane=next\n use_backend canary if b1 or b2\n default_backend stable\nbackend stable\n server s1 127.0.0.1:{S1}\nbackend canary\n server c1 127.0.0.1:{C1}\n",
    shares: { '': 0 },
    marks: ['baggage: ring=canary', 'tracestate: lane=next'],
  },
  {
    name: 'TCP mode by chance: a draw at the connection is not followed',
    lines:
      'defaults\n mode tcp\n timeout connect 1s\n timeout client 10s\n timeout server 10s\nfrontend edge\n bind 127.0.0.1:{P1}\n tcp-request connection set-var(sess.dice) rand(4)\n use_backend canary if { var(sess.dice) -m int 0 }\n default_backend stable\nbackend stable\n server s1 127.0.0.1:{S1}\nbackend canary\n server c1 127.0.0.1:{C1}\n',
    shares: { '': null },
    marks: [],
    says: ['how often this draws is not known here'],
  },
  {
    name: 'a parameter of the URL: by way of a header that a rule sets',
    lines:
      'frontend web\n bind 127.0.0.1:{P1}\n acl preview url_param(preview),lower -m str -i yes on\n acl internal req.hdr(X-Internal) -m found\n http-request set-header X-Preview 1 if preview or internal\n use_backend canary if { req.hdr(X-Preview) 1 }\n default_backend stable\nbackend stable\n server s1 127.0.0.1:{S1}\nbackend canary\n server c1 127.0.0.1:{C1}\n',
    shares: { '': 0 },
    marks: ['X-Preview: 1', '?preview=yes', '?preview=on', 'X-Internal: yes'],
  },
  {
    name: 'numbered servers: in a listen, weights by default-server',
    lines:
      'listen pool\n bind 127.0.0.1:{P1}\n balance roundrobin\n default-server weight 20\n server n1 127.0.0.1:{S1}\n server n2 127.0.0.1:{S2}\n server n3 127.0.0.1:{S3} weight 10\n server n4 127.0.0.1:{C1} weight 10\n',
    canary: 'n4',
    shares: { '': 0.166666667 },
    marks: [],
  },
  {
    name: 'two headers: unless both',
    lines:
      'frontend fe\n bind 127.0.0.1:{P1}\n acl team req.hdr(X-Team) -m beg core-\n acl ring req.hdr(X-Ring) -m str 0 1\n acl block req.cook(nocanary) -m str 1\n use_backend stable unless team ring !block\n default_backend canary\nbackend stable\n server s1 127.0.0.1:{S1}\nbackend canary\n server c1 127.0.0.1:{C1}\n',
    shares: { '': 0 },
    marks: ['X-Ring: 0 + X-Team: core-', 'X-Team: core- + X-Ring: 1'],
  },
  {
    name: 'an operator that compares numbers',
    lines:
      'frontend fe\n bind 127.0.0.1:{P1}\n acl v2 req.hdr_val(X-Api-Version) ge 2\n acl old req.hdr_val(X-Api-Version) gt 9\n use_backend canary if v2 !old\n default_backend stable\nbackend stable\n server s1 127.0.0.1:{S1}\nbackend canary\n server c1 127.0.0.1:{C1}\n',
    shares: { '': 0 },
    marks: ['X-Api-Version: 2'],
  },
  {
    name: 'which is the canary: generated names with points and ports',
    lines:
      'frontend https-in\n bind 127.0.0.1:{P1}\n acl h_shop req.hdr(host),host_only -m str shop.example\n acl p_cart path -m beg /cart\n use_backend be-shop.prod.canary-cart:8080 if h_shop p_cart { req.cook(canary) -m str always }\n use_backend be-shop.prod.canary-cart:8080 if h_shop p_cart !{ req.cook(canary) -m str never } { rand(100) -m int lt 15 }\n use_backend be-shop.prod.cart:8080 if h_shop p_cart\n default_backend _default\nbackend _default\n http-request deny deny_status 404\nbackend be-shop.prod.cart:8080\n cookie srv insert indirect nocache\n server pod-a 127.0.0.1:{S1} cookie a\n server pod-b 127.0.0.1:{S2} cookie b\nbackend be-shop.prod.canary-cart:8080\n server pod-c 127.0.0.1:{C1}\n',
    shares: { '': 0, 'shop.example /cart': 0.15 },
    marks: ['Cookie: canary=always'],
  },
  {
    name: 'shares: a lane in a variable that several rules set',
    lines:
      'frontend fe\n bind 127.0.0.1:{P1}\n http-request set-var(txn.canary) bool(false)\n http-request set-var(txn.canary) bool(true) if { req.hdr(X-Canary) -i yes }\n http-request set-var(txn.canary) bool(true) if { rand(100) lt 5 }\n http-request set-var(txn.canary) bool(false) if { req.hdr(User-Agent) -m sub bot }\n use_backend canary if { var(txn.canary) -m bool }\n default_backend stable\nbackend stable\n server s1 127.0.0.1:{S1}\nbackend canary\n server c1 127.0.0.1:{C1}\n',
    shares: { '': 0.05 },
    marks: ['X-Canary: yes'],
  },
  {
    name: 'shares: the name of the backend is drawn',
    lines:
      "frontend fe\n bind 127.0.0.1:{P1}\n http-request set-var(req.be) 'req.hdr(X-Lane),strcmp(txn.nothing),bool,iif(stable,canary)'\n use_backend %[rand(100),mod(5),bool,iif(stable,canary)]\nbackend stable\n server s1 127.0.0.1:{S1}\nbackend canary\n server c1 127.0.0.1:{C1}\n",
    shares: { '': 0.2 },
    marks: [],
  },
  {
    name: 'a map: the share stands in it',
    lines:
      'frontend fe\n bind 127.0.0.1:{P1}\n http-request set-var(txn.pct) str(share),map_str_int(maps/share.map,0)\n http-request set-var(txn.r) rand(100)\n use_backend canary if { var(txn.r),sub(txn.pct) -m int lt 0 }\n default_backend stable\nbackend stable\n server s1 127.0.0.1:{S1}\nbackend canary\n server c1 127.0.0.1:{C1}\n',
    files: { 'maps/share.map': '# percentage\nshare 12\n' },
    shares: { '': 0.12 },
    marks: [],
  },
  {
    name: 'values: parts of headers',
    lines:
      "frontend fe\n bind 127.0.0.1:{P1}\n use_backend canary if { req.hdr(X-Flags) -m sub -i canary }\n use_backend canary if { req.fhdr(Accept) -m reg -i 'version=[2-9]' }\n use_backend canary if { hdr_dom(X-Origin) beta }\n use_backend canary if { req.hdr(User-Agent) -m end -- -canary }\n default_backend stable\nbackend stable\n server s1 127.0.0.1:{S1}\nbackend canary\n server c1 127.0.0.1:{C1}\n",
    shares: { '': 0 },
    marks: ['X-Flags: canary', 'Accept: version=2', 'X-Origin: beta', 'User-Agent: -canary'],
  },
  {
    name: 'values: the first and the last of a list',
    lines:
      'frontend fe\n bind 127.0.0.1:{P1}\n use_backend canary if { req.hdr(X-Route,1) -m str c }\n use_backend canary if { req.hdr(X-Hop,-1) -m str c }\n use_backend canary if { req.hdr_cnt(X-Many) ge 2 }\n default_backend stable\nbackend stable\n server s1 127.0.0.1:{S1}\nbackend canary\n server c1 127.0.0.1:{C1}\n',
    shares: { '': 0 },
    marks: ['X-Route: c', 'X-Hop: c'],
  },
  {
    name: 'doors: a path that rules write anew',
    lines:
      'frontend fe\n bind 127.0.0.1:{P1}\n acl beta path_beg /beta/\n http-request set-header X-Lane canary if beta\n http-request replace-path ^/beta(/.*) \\1 if beta\n http-request del-header X-Lane if !beta\n use_backend canary if { req.hdr(X-Lane) canary }\n use_backend canary if { path_beg /beta }\n default_backend stable\nbackend stable\n server s1 127.0.0.1:{S1}\nbackend canary\n server c1 127.0.0.1:{C1}\n',
    shares: { '': 0, '/beta': 1 },
    marks: [],
  },
  {
    name: 'rules of a backend: it redirects, denies and answers',
    lines:
      'frontend fe\n bind 127.0.0.1:{P1}\n use_backend canary if { req.hdr(X-Canary) -m str on }\n default_backend stable\nbackend stable\n http-request redirect location /canary code 307 if { req.cook(go) -m str canary }\n server s1 127.0.0.1:{S1}\nbackend canary\n http-request deny if { req.hdr(X-Canary-Block) -m found }\n http-request return status 410 content-type text/plain string gone if { path /gone }\n server c1 127.0.0.1:{C1}\n',
    shares: { '': 0 },
    marks: ['X-Canary: on'],
  },
  {
    name: 'some serve: but one, weights from a named defaults',
    lines:
      'defaults named\n mode http\n timeout connect 1s\n timeout client 10s\n timeout server 10s\n default-server weight 30 maxconn 50\nfrontend fe from named\n bind 127.0.0.1:{P1}\n default_backend pool\nbackend pool from named\n balance roundrobin\n server app-stable-1 127.0.0.1:{S1}\n server app-stable-2 127.0.0.1:{S2}\n default-server weight 15\n server app-canary-1 127.0.0.1:{C1}\n server app-canary-2 127.0.0.1:{C2} disabled\n',
    shares: { '': 0.2 },
    marks: [],
  },
  {
    name: 'error pages: of a section http-errors',
    lines:
      'http-errors site\n errorfile 503 maps/sorry.http\n errorfile 403 maps/no.http\nfrontend fe\n bind 127.0.0.1:{P1}\n errorfiles site\n http-request deny if { path_beg /admin }\n http-request deny deny_status 429 if { path_beg /slow }\n use_backend canary if { req.hdr(X-Canary) -m str on }\n use_backend gone if { path_beg /gone }\n default_backend stable\nbackend gone\n server g1 127.0.0.1:{S2} disabled\nbackend stable\n server s1 127.0.0.1:{S1}\nbackend canary\n server c1 127.0.0.1:{C1}\n',
    files: {
      'maps/sorry.http': 'HTTP/1.1 200 OK\nContent-Length: 3\n\nok\n',
      'maps/no.http': 'HTTP/1.1 302 Found\nLocation: /login\nContent-Length: 0\n\n',
    },
    shares: { '': 0, '/admin': 0, '/slow': 0, '/gone': 0 },
    marks: ['X-Canary: on'],
    says: ['HAProxy answers by itself, with a status that is not told here'],
    never: ['answers 403', 'answers 429', 'answers 503'],
  },
  {
    name: 'error pages: in a return',
    lines:
      'frontend fe\n bind 127.0.0.1:{P1}\n http-request return errorfile maps/teapot.http if { path /tea }\n http-request deny deny_status 418 content-type text/plain string no if { path /coffee }\n http-request return status 503 if { req.hdr(X-Maint) -m found }\n default_backend stable\nbackend stable\n balance roundrobin\n server stable 127.0.0.1:{S1} weight 3\n server canary 127.0.0.1:{C1}\n',
    files: { 'maps/teapot.http': 'HTTP/1.1 207 Multi\nContent-Length: 0\n\n' },
    shares: { '': 0.25, '/tea': 0, '/coffee': 0 },
    marks: [],
    says: ['HAProxy answers 418'],
    never: ['answers 200'],
  },
  {
    name: 'doors: the page of the monitor',
    lines:
      'frontend fe\n bind 127.0.0.1:{P1}\n monitor-uri /version\n monitor fail if { nbsrv(canary) lt 1 }\n use_backend canary if { path_beg /shop } { rand(2) 0 }\n default_backend stable\nbackend stable\n server s1 127.0.0.1:{S1}\nbackend canary\n server c1 127.0.0.1:{C1}\n',
    shares: { '': 0, '/shop': 0.5 },
    marks: [],
  },
  {
    name: 'addresses: a header without condition',
    lines:
      'frontend fe\n bind 127.0.0.1:{P1}\n http-request set-src req.hdr(X-Real-IP)\n acl testers src 10.20.0.0/16 192.0.2.9\n use_backend canary if testers\n default_backend stable\nbackend stable\n server s1 127.0.0.1:{S1}\nbackend canary\n server c1 127.0.0.1:{C1}\n',
    shares: { '': 0, 'from 10.20.0.0': 1 },
    marks: ['X-Real-IP: 10.20.0.0', 'X-Real-IP: 192.0.2.9'],
  },
  {
    name: 'converters: capitals and lengths',
    lines:
      'frontend fe\n bind 127.0.0.1:{P1}\n use_backend canary if { req.hdr(X-Plan),lower -m str -i GOLD }\n use_backend canary if { req.hdr(X-Plan),upper -m beg PLAT }\n use_backend canary if { req.hdr(X-Len) -m len 5 }\n use_backend canary if { req.hdr(X-Len),length -m int gt 20 }\n default_backend stable\nbackend stable\n server s1 127.0.0.1:{S1}\nbackend canary\n server c1 127.0.0.1:{C1}\n',
    shares: { '': 0 },
    marks: ['X-Plan: GOLD', 'X-Plan: PLAT', 'X-Len: xxxxx', 'X-Len: xxxxxxxxxxxxxxxxxxxxx'],
  },
  {
    name: 'addresses: a map of networks',
    lines:
      'frontend fe\n bind 127.0.0.1:{P1} accept-proxy\n use_backend %[src,map_ip(maps/nets.map,stable)]\nbackend stable\n server s1 127.0.0.1:{S1}\nbackend canary\n server c1 127.0.0.1:{C1}\n',
    files: { 'maps/nets.map': '# nets\n10.1.0.0/16 canary\n10.1.2.0/24 stable\n' },
    shares: { '': 0, 'from 10.1.0.0': 1 },
    marks: [],
  },
  {
    name: 'a table that keeps clients: by a cookie',
    lines:
      'frontend fe\n bind 127.0.0.1:{P1}\n default_backend app\nbackend app\n balance roundrobin\n stick-table type string len 32 size 1k expire 5m\n stick on req.cook(sid)\n use-server canary if { req.hdr(X-Canary) 1 }\n server stable 127.0.0.1:{S1} weight 9\n server canary 127.0.0.1:{C1} weight 1\n',
    shares: { '': 0.1 },
    marks: ['X-Canary: 1'],
  },
  {
    name: 'more fetches: users and groups',
    lines:
      'userlist team\n group beta users ann\n user ann insecure-password s3cret\n user bob insecure-password other\nfrontend fe\n bind 127.0.0.1:{P1}\n acl is_beta http_auth_group(team) beta\n use_backend canary if is_beta\n use_backend canary if { http_auth(team) } { req.hdr(X-Try) 1 }\n default_backend stable\nbackend stable\n server s1 127.0.0.1:{S1}\nbackend canary\n server c1 127.0.0.1:{C1}\n',
    shares: { '': 0 },
    marks: [],
    says: ['No header was found that is sure'],
  },
  {
    name: 'more fetches: normalize-uri',
    lines:
      'global\n expose-experimental-directives\nfrontend fe\n bind 127.0.0.1:{P1}\n http-request normalize-uri path-merge-slashes\n http-request normalize-uri path-strip-dotdot\n http-request normalize-uri query-sort-by-name\n use_backend canary if { path_beg /beta/ }\n use_backend canary if { path /a/b/c } { query -m str x=1 }\n default_backend stable\nbackend stable\n server s1 127.0.0.1:{S1}\nbackend canary\n server c1 127.0.0.1:{C1}\n',
    shares: { '': 0, '/beta/': 1 },
    marks: [],
  },
  {
    name: 'several binds: a port that a rule changes',
    lines:
      'frontend fe\n bind 127.0.0.1:{P1}\n bind 127.0.0.1:{P2}\n http-request set-dst-port int(9999) if { req.hdr(X-Port) -m found }\n use_backend canary if { dst_port {P2} }\n use_backend canary if { dst_port 9999 }\n default_backend stable\nbackend stable\n server s1 127.0.0.1:{S1}\nbackend canary\n server c1 127.0.0.1:{C1}\n',
    shares: { '': 0, ':{P2}': 1 },
    marks: [],
  },
  {
    name: 'TCP mode by SNI: a name, and a share of some',
    lines:
      'defaults\n mode tcp\n timeout connect 1s\n timeout client 10s\n timeout server 10s\nfrontend tls\n bind 127.0.0.1:{P1}\n tcp-request inspect-delay 3s\n tcp-request content accept if { req.ssl_hello_type 1 }\n use_backend canary if { req.ssl_sni -i canary.shop.test }\n use_backend canary if { req.ssl_sni -m end .beta.test } { rand(4) 0 }\n default_backend stable\nbackend stable\n server s1 127.0.0.1:{S9}\nbackend canary\n server c1 127.0.0.1:{C9}\n',
    shares: { '': 0, ':{P1} canary.shop.test': 1, ':{P1} www.beta.test': 0.25 },
    marks: [],
    says: ['Requests by TLS for the name canary.shop.test', '--resolve canary.shop.test:{P1}:127.0.0.1'],
  },
  {
    name: 'TCP mode by SNI: use-server in a listen',
    lines:
      'listen tls\n mode tcp\n bind 127.0.0.1:{P1}\n tcp-request inspect-delay 3s\n acl beta req.ssl_sni -m end .beta.test\n tcp-request content accept if { req_ssl_hello_type 1 }\n tcp-request content reject if WAIT_END\n balance roundrobin\n use-server canary if beta\n use-server canary if { req_ssl_sni -i next.test } { rand(10) lt 3 }\n server stable 127.0.0.1:{S9}\n server canary 127.0.0.1:{C9} weight 0\n',
    shares: { '': 0, ':{P1} www.beta.test': 1, ':{P1} next.test': 0.3 },
    marks: [],
  },
  {
    name: 'TCP mode by SNI: a map of names',
    lines:
      'frontend tls\n mode tcp\n bind 127.0.0.1:{P1}\n tcp-request inspect-delay 2s\n tcp-request content set-var(sess.sni) req.ssl_sni,lower if { req.ssl_hello_type 1 }\n tcp-request content accept if { req.ssl_hello_type 1 }\n use_backend %[var(sess.sni),map_dom(maps/sni.map,stable)]\nbackend stable\n mode tcp\n server s1 127.0.0.1:{S9}\nbackend canary\n mode tcp\n server c1 127.0.0.1:{C9}\n',
    files: { 'maps/sni.map': '# names\ncanary.test canary\n' },
    shares: { '': null, ':{P1} canary.test': 1 },
    marks: [],
  },
  {
    name: 'an unknown word: one letter too many',
    lines:
      'frontend fe\n bind 127.0.0.1:{P1}\n default_backend stable\n use_backends canary if { req.hdr(X-Canary) -m str on }\nbackend stable\n server s1 127.0.0.1:{S1}\nbackend canary\n server c1 127.0.0.1:{C1}\n',
    shares: { '': null },
    marks: [],
    refused: true,
    says: ['HAProxy knows no "use_backends" here (use_backend?)'],
  },
  {
    name: 'an ACL of another proxy',
    lines:
      'frontend fe\n bind 127.0.0.1:{P1}\n acl beta req.hdr(X-Beta) -m found\n default_backend pool\nbackend pool\n use-server canary if beta\n server stable 127.0.0.1:{S1}\n server canary 127.0.0.1:{C1}\n',
    shares: { '': null },
    marks: [],
    refused: true,
    says: ['no acl "beta" stands before it: HAProxy refuses the file'],
  },
  {
    name: 'weights by an agent: by default-server',
    lines:
      'frontend fe\n bind 127.0.0.1:{P1}\n default_backend app\nbackend app\n balance roundrobin\n default-server agent-check agent-port 41098 agent-inter 1s weight 50\n server stable 127.0.0.1:{S1}\n server canary 127.0.0.1:{C1} no-agent-check\n',
    shares: { '': null },
    marks: [],
    refused: true,
    says: ['weight by an agent', 'an agent may tell another weight'],
  },
  {
    name: 'weights by an agent: a rule goes before them',
    lines:
      'frontend fe\n bind 127.0.0.1:{P1}\n default_backend app\nbackend app\n balance roundrobin\n use-server canary if { req.hdr(X-Canary) -m str on }\n server stable 127.0.0.1:{S1} weight 90\n server canary 127.0.0.1:{C1} weight 10 agent-check agent-port {A2} agent-inter 10ms\n',
    shares: { '': null },
    marks: ['X-Canary: on'],
    says: ['weight by an agent'],
  },
  {
    name: 'weights by an agent: a static algorithm takes 0 % from it',
    lines:
      'frontend fe\n bind 127.0.0.1:{P1}\n default_backend app\nbackend app\n balance static-rr\n server stable 127.0.0.1:{S1} weight 50\n server canary 127.0.0.1:{C1} weight 50 agent-check agent-port {A2} agent-inter 10ms\n',
    shares: { '': null },
    marks: [],
    says: ['weight by an agent'],
  },
  {
    name: 'weights by an agent: the first server in order may lose all',
    lines:
      'frontend fe\n bind 127.0.0.1:{P1}\n default_backend app\nbackend app\n balance first\n server canary 127.0.0.1:{C1} agent-check agent-port {A2} agent-inter 10ms\n server stable 127.0.0.1:{S1}\n',
    shares: { '': null },
    marks: [],
  },
  {
    name: 'weights by an agent: parts of nothing are nothing',
    lines:
      'frontend fe\n bind 127.0.0.1:{P1}\n default_backend app\nbackend app\n balance roundrobin\n cookie LANE indirect\n server stable 127.0.0.1:{S1} cookie s\n server canary 127.0.0.1:{C1} cookie c weight 0 agent-check agent-port {A1} agent-inter 10ms\n',
    shares: { '': 0 },
    marks: ['Cookie: LANE=c'],
    says: ['weight 0'],
  },
  {
    name: 'an operator that compares texts: in front of two',
    lines:
      'frontend fe\n bind 127.0.0.1:{P1}\n acl ring req.hdr(X-Ring) eq gold silver\n acl not_old url_param(v) ne 1\n use_backend canary if ring or not_old\n default_backend stable\nbackend stable\n server s1 127.0.0.1:{S1}\nbackend canary\n server c1 127.0.0.1:{C1}\n',
    shares: { '': 0 },
    marks: ['X-Ring: gold', 'X-Ring: silver', '?v=1'],
    says: ['eq is one more text to compare with', 'ne is one more text to compare with'],
    never: ['?v=ne'],
  },
  {
    name: 'any value but some: but those that begin so',
    lines:
      'frontend fe\n bind 127.0.0.1:{P1}\n acl marked req.hdr(X-Canary) -m found\n acl off req.hdr(X-Canary) -m beg no of\n use_backend canary if marked !off\n default_backend stable\nbackend stable\n server s1 127.0.0.1:{S1}\nbackend canary\n server c1 127.0.0.1:{C1}\n',
    shares: { '': 0 },
    marks: ['X-Canary: yes'],
    says: ['this value among others'],
    never: ['with any value'],
  },
  {
    name: 'cookie of a server: behind a map of paths, with weight 0',
    lines:
      'defaults web\n mode http\n option forwardfor\n option httplog\n timeout connect 1s\n timeout client 10s\n timeout server 10s\n errorfile 503 maps/503.http\nfrontend fe from web\n bind 127.0.0.1:{P1}\n use_backend %[path,map_beg(maps/paths.map,main)]\nbackend main from web\n cookie RING insert indirect nocache\n server s1 127.0.0.1:{S1} cookie r1\n server canary 127.0.0.1:{C1} cookie r2 weight 0\nbackend api from web\n balance leastconn\n server a1 127.0.0.1:{S2}\n',
    files: {
      'maps/503.http': 'HTTP/1.1 503 Service Unavailable\nContent-Length: 0\n\n',
      'maps/paths.map': '/api api\n',
    },
    shares: { '': 0, '/api': 0 },
    marks: ['Cookie: RING=r2'],
  },
  {
    name: 'use-server by a header: a variable of the frontend, and a lock',
    lines:
      'frontend fe\n bind 127.0.0.1:{P1}\n http-request set-var(txn.lane) str(stable)\n http-request set-var(txn.lane) req.hdr(X-Lane) if { req.hdr(X-Lane) -m str canary } !{ req.hdr(X-Lane-Lock) -m found }\n use_backend pool\nbackend pool\n balance roundrobin\n use-server %[var(txn.lane)] if { var(txn.lane) -m found }\n server stable 127.0.0.1:{S1}\n server canary 127.0.0.1:{C1}\n',
    shares: { '': 0 },
    marks: ['X-Lane: canary'],
  },
  {
    name: 'values: a value with a comma',
    lines:
      'frontend fe\n bind 127.0.0.1:{P1}\n acl a req.fhdr(X-Tags) -m str "a,canary"\n acl b req.hdr(X-Tag) -m str a,canary\n use_backend canary if a or b\n default_backend stable\nbackend stable\n server s1 127.0.0.1:{S1}\nbackend canary\n server c1 127.0.0.1:{C1}\n',
    shares: { '': 0 },
    marks: ['X-Tags: a,canary'],
  },
  {
    name: 'addresses: some but one, behind the PROXY protocol',
    lines:
      'frontend fe\n bind 127.0.0.1:{P1} accept-proxy\n acl internal src 10.0.0.0/8 172.16.0.0/12\n acl lb src 10.255.0.1\n use_backend canary if internal !lb { req.hdr(X-Canary) -m found }\n use_backend canary if internal !lb { rand(10) lt 1 }\n default_backend stable\nbackend stable\n server s1 127.0.0.1:{S1}\nbackend canary\n server c1 127.0.0.1:{C1}\n',
    shares: { '': 0, 'from 10.0.0.0': 0.1 },
    marks: [],
  },
  {
    name: 'addresses: the first of a list in a header',
    lines:
      'frontend fe\n bind 127.0.0.1:{P1}\n option forwardfor\n acl tester req.hdr_ip(X-Forwarded-For,1) 203.0.113.0/24\n acl tester2 req.hdr(X-Forwarded-For),field(1,:) -m ip 198.51.100.9\n use_backend canary if tester or tester2\n default_backend stable\nbackend stable\n server s1 127.0.0.1:{S1}\nbackend canary\n server c1 127.0.0.1:{C1}\n',
    shares: { '': 0 },
    marks: ['X-Forwarded-For: 203.0.113.0', 'X-Forwarded-For: 198.51.100.9'],
  },
  {
    name: 'several binds: redirects of two kinds, a number in a cookie',
    lines:
      'frontend fe\n bind 127.0.0.1:{P1}\n bind 127.0.0.1:{P2} ssl crt maps/self.pem\n redirect scheme https code 308 if !{ ssl_fc } !{ path_beg /.well-known/ }\n http-request redirect prefix https://www.shop.test code 301 drop-query if { hdr(host) -m str shop.test }\n use_backend canary if { req.cook_val(ring) ge 3 }\n default_backend stable\nbackend stable\n server s1 127.0.0.1:{S1}\nbackend canary\n server c1 127.0.0.1:{C1}\n',
    shares: { '': 0, ':{P2}': 0, 'shop.test': 0 },
    marks: ['Cookie: ring=3'],
  },
  {
    name: 'any value: allow goes before deny',
    lines:
      'frontend fe\n bind 127.0.0.1:{P1}\n timeout tarpit 50ms\n http-request tarpit if { req.hdr(User-Agent) -m sub -i scraper }\n http-request reject if { path /reject }\n http-request auth realm x if { path_beg /admin }\n http-request allow if { req.hdr(X-Skip) -m found }\n http-request deny if { req.hdr(X-Skip) -m found }\n use_backend canary if { req.hdr(X-Skip) -m found } or { rand(20) 0 }\n default_backend stable\nbackend stable\n server s1 127.0.0.1:{S1}\nbackend canary\n server c1 127.0.0.1:{C1}\n',
    shares: { '': 0.05, '/reject': 0, '/admin': 0 },
    marks: ['X-Skip: yes'],
  },
  {
    name: 'doors: three frontends, one for the canary alone',
    lines:
      'frontend a\n bind 127.0.0.1:{P1}\n use_backend canary if { rand(10) lt 1 }\n default_backend stable\nfrontend b\n bind 127.0.0.1:{P2}\n use_backend canary if { req.hdr(X-B) -m found }\n default_backend canary\nlisten c\n bind 127.0.0.1:{P3}\n default_backend stable\nbackend stable\n server s1 127.0.0.1:{S1}\nbackend canary\n server c1 127.0.0.1:{C1}\n',
    shares: { '': 0.1, ':{P2}': 1, ':{P3}': 0 },
    marks: [],
    never: ['No header was found that is sure'],
  },
  {
    name: 'cookie of a server: prefix and persist, a session that is not shown',
    lines:
      'frontend fe\n bind 127.0.0.1:{P1}\n default_backend app\nbackend app\n balance roundrobin\n cookie JSESSIONID prefix nocache\n option persist\n server stable 127.0.0.1:{S1} cookie A weight 2\n server canary 127.0.0.1:{C1} cookie B weight 1\n',
    shares: { '': 0.333333333 },
    marks: ['Cookie: ***'],
    says: ['Cookie: ***'],
  },
  {
    name: 'shares: balance random',
    lines:
      'frontend fe\n bind 127.0.0.1:{P1}\n default_backend app\nbackend app\n balance random(2)\n server stable 127.0.0.1:{S1} weight 90\n server canary 127.0.0.1:{C1} weight 10\n',
    shares: { '': null },
    marks: [],
  },
  {
    name: 'conditional lines: .if, .else and a variable with a default',
    lines: `.if defined(NO_SUCH_VARIABLE_AT_ALL)\nfrontend fe\n bind 127.0.0.1:{P1}\n default_backend canary\n.else\nfrontend fe\n bind 127.0.0.1:{P1}\n use_backend "\${NO_SUCH_VARIABLE_AT_ALL-canary}" if { req.hdr(X-Canary) -m str on }\n default_backend stable\n.endif\nbackend stable\n server s1 127.0.0.1:{S1}\nbackend canary\n server c1 127.0.0.1:{C1}\n`,
    shares: { '': 0 },
    marks: ['X-Canary: on'],
  },
  {
    name: 'any value: a cookie that rules take for a number',
    lines:
      'frontend fe\n bind 127.0.0.1:{P1}\n http-request set-var(txn.b) req.cook(bucket)\n http-request set-var(txn.b) rand(100) if !{ var(txn.b) -m found }\n use_backend canary if { var(txn.b) -m int lt 15 }\n default_backend stable\nbackend stable\n server s1 127.0.0.1:{S1}\nbackend canary\n server c1 127.0.0.1:{C1}\n',
    shares: { '': 0.15 },
    marks: ['Cookie: bucket=0', 'Cookie: bucket=yes'],
    never: ['any value'],
  },
  {
    name: 'any value: a cookie and a parameter, but some',
    lines:
      'frontend fe\n bind 127.0.0.1:{P1}\n use_backend canary if { req.cook(lane) -m found } !{ req.cook(lane) -i off }\n use_backend canary if { url_param(canary) -m found } !{ url_param(canary) 0 no }\n default_backend stable\nbackend stable\n server s1 127.0.0.1:{S1}\nbackend canary\n server c1 127.0.0.1:{C1}\n',
    shares: { '': 0 },
    marks: ['Cookie: lane=yes', '?canary=yes'],
    says: ['with any value but off', 'with any value but 0, no'],
    never: ['with any value;'],
  },
  {
    name: 'any value: a word of it counts, in a variable',
    lines:
      'frontend fe\n bind 127.0.0.1:{P1}\n http-request set-var(txn.l) req.hdr(X-Lane),word(1,:)\n use_backend canary if { req.hdr(X-Lane) -m found } !{ var(txn.l) -m str off }\n default_backend stable\nbackend stable\n server s1 127.0.0.1:{S1}\nbackend canary\n server c1 127.0.0.1:{C1}\n',
    shares: { '': 0 },
    marks: ['X-Lane: yes'],
    never: ['any value'],
  },
  {
    name: 'a cookie that is there and small: asked for once',
    lines:
      'frontend fe\n bind 127.0.0.1:{P1}\n acl low req.cook_val(pct) lt 10\n acl has req.cook(pct) -m found\n use_backend canary if has low\n default_backend stable\nbackend stable\n server s1 127.0.0.1:{S1}\nbackend canary\n server c1 127.0.0.1:{C1}\n',
    shares: { '': 0 },
    marks: ['Cookie: pct=0'],
  },
  {
    name: 'a limit of servers: the other takes what a full one leaves',
    lines:
      'frontend fe\n bind 127.0.0.1:{P1}\n default_backend app\nbackend app\n balance roundrobin\n fullconn 100\n server stable 127.0.0.1:{S1} weight 75 minconn 20 maxconn 60\n server canary 127.0.0.1:{C1} weight 25\n',
    shares: { '': 0.25 },
    marks: [],
    says: ['Requests for /version while no limit is reached'],
  },
  {
    name: 'a limit of servers: of one that has its backend for itself',
    lines:
      'frontend fe\n bind 127.0.0.1:{P1}\n use_backend canary if { rand(100) lt 20 }\n default_backend stable\nbackend stable\n server s1 127.0.0.1:{S1} maxconn 60\nbackend canary\n server c1 127.0.0.1:{C1} maxconn 60\n',
    shares: { '': 0.2 },
    marks: [],
    never: ['while no limit is reached'],
  },
  {
    name: 'a status that HAProxy has no page for',
    lines:
      'frontend fe\n bind 127.0.0.1:{P1}\n http-request deny deny_status 451 if { path_beg /secret }\n use_backend canary if { rand(100) lt 20 }\n default_backend stable\nbackend stable\n server s1 127.0.0.1:{S1}\nbackend canary\n server c1 127.0.0.1:{C1}\n',
    shares: { '': 0.2 },
    marks: [],
    says: ['HAProxy has no page for the status 451, and refuses such a rule'],
    never: ['HAProxy answers 451'],
    refused: true,
  },
  {
    name: 'a status that HAProxy has no page for: with a text of its own',
    lines:
      'frontend fe\n bind 127.0.0.1:{P1}\n http-request deny deny_status 418 content-type text/plain string no if { path /tea }\n http-request return status 451 if { path /gone }\n use_backend canary if { path_beg /go } { req.hdr(X-Canary) -m str on }\n default_backend stable\nbackend stable\n server s1 127.0.0.1:{S1}\nbackend canary\n server c1 127.0.0.1:{C1}\n',
    shares: { '': 0 },
    marks: ['X-Canary: on'],
    says: ['HAProxy answers 418', 'HAProxy answers 451'],
  },
  {
    name: 'a map: of what follows a word',
    lines:
      "frontend fe\n bind 127.0.0.1:{P1}\n http-request set-var(txn.t) req.hdr(Authorization),word(2,' '),map_beg(maps/tok.map) if { req.hdr(Authorization) -m beg Bearer }\n use_backend canary if { var(txn.t) -m str canary }\n use_backend stable if { var(txn.t) -m found }\n default_backend anonymous\nbackend anonymous\n http-request return status 401\nbackend stable\n server s1 127.0.0.1:{S1}\nbackend canary\n server c1 127.0.0.1:{C1}\n",
    files: { 'maps/tok.map': 'abc canary\na stable\n' },
    shares: { '': 0 },
    marks: [],
  },
  {
    name: 'two headers and a regular expression in any capitals',
    lines:
      'frontend fe\n bind 127.0.0.1:{P1}\n acl ios hdr_reg(User-Agent) -i (iphone|ipad).*os[_-]1[7-9]\n acl newer req.hdr(X-App-Version),field(1,.) -m int ge 5\n use_backend canary if ios newer\n default_backend stable\nbackend stable\n server s1 127.0.0.1:{S1}\nbackend canary\n server c1 127.0.0.1:{C1}\n',
    shares: { '': 0 },
    marks: ['X-App-Version: 5 + User-Agent: iphoneos_17'],
  },
  {
    name: 'a pattern that HAProxy refuses: a regular expression that a blank cuts',
    lines:
      'frontend fe\n bind 127.0.0.1:{P1}\n acl ios hdr_reg(User-Agent) -i (iphone|ipad).*os[_ ]1[7-9]\n acl newer req.hdr(X-App-Version),field(1,.) -m int ge 5\n use_backend canary if ios newer\n default_backend stable\nbackend stable\n server s1 127.0.0.1:{S1}\nbackend canary\n server c1 127.0.0.1:{C1}\n',
    shares: { '': 0 },
    marks: [],
    says: ['HAProxy refuses the regular expression'],
    refused: true,
  },
  {
    name: 'which is the canary: not the frontend of that name',
    lines:
      'frontend canary-door\n bind 127.0.0.1:{P1}\n use_backend web-next if { req.hdr(X-Next) 1 }\n default_backend web\nbackend web\n server w1 127.0.0.1:{S1}\nbackend web-next\n server w2 127.0.0.1:{C1}\n',
    canary: 'web-next',
    shares: { '': 0 },
    marks: ['X-Next: 1'],
  },
  {
    name: 'a rate limit: free connections and queues',
    lines:
      'frontend fe\n bind 127.0.0.1:{P1} maxconn 100\n acl full be_conn_free(canary) lt 2\n acl slow avg_queue(canary) gt 10\n use_backend canary if { req.hdr(X-Canary) on } !full !slow\n use_backend canary if !full { srv_conn(canary/c1) lt 50 } { rand(4) 0 }\n default_backend stable\nbackend stable\n server s1 127.0.0.1:{S1}\nbackend canary\n server c1 127.0.0.1:{C1} maxconn 50\n',
    shares: { '': 0.25 },
    marks: ['X-Canary: on'],
  },
  {
    name: 'a bucket: two hashes of one header',
    lines:
      'frontend fe\n bind 127.0.0.1:{P1}\n acl half req.hdr(X-Uid),sdbm,mod(2) 0\n acl tenth req.hdr(X-Uid),djb2(1),mod(10) 7\n use_backend canary if half tenth\n default_backend stable\nbackend stable\n server s1 127.0.0.1:{S1}\nbackend canary\n server c1 127.0.0.1:{C1}\n',
    shares: { '': 0 },
    marks: ['X-Uid: 8 + X-Uid: 2'],
  },
  {
    name: 'HAProxy before itself: a listen on loopback has the weights',
    lines:
      'frontend fe\n bind 127.0.0.1:{P1}\n default_backend hop\nbackend hop\n server hop 127.0.0.1:{P2}\nlisten inner\n bind 127.0.0.1:{P2}\n balance roundrobin\n server stable 127.0.0.1:{S1} weight 90\n server canary 127.0.0.1:{C1} weight 10\n',
    shares: { '': null, ':{P2}': 0.1 },
    marks: [],
    says: ['? the canary: backend hop leads on to inner, whose own rules decide; see there.'],
  },
  {
    name: 'HAProxy before itself: an abstract socket with the PROXY protocol, beside a mark',
    lines:
      'frontend fe\n bind 127.0.0.1:{P1}\n use_backend canary if { req.hdr(X-Canary) 1 }\n default_backend hop\nbackend hop\n server hop abns@field-{P1} send-proxy-v2\nfrontend inner\n bind abns@field-{P1} accept-proxy\n use_backend canary if { rand(100) lt 50 }\n default_backend stable\nbackend stable\n server s1 127.0.0.1:{S1}\nbackend canary\n server c1 127.0.0.1:{C1}\n',
    shares: { '': null },
    marks: ['X-Canary: 1'],
    says: ['leads on to inner'],
  },
  {
    name: 'HAProxy before itself: TCP before HTTP, at every address',
    lines:
      'frontend fe\n mode tcp\n bind 127.0.0.1:{P1}\n default_backend hop\nbackend hop\n mode tcp\n server hop localhost:{P2}\nfrontend inner\n bind :{P2}\n use_backend canary if { rand(100) lt 50 }\n default_backend stable\nbackend stable\n server s1 127.0.0.1:{S1}\nbackend canary\n server c1 127.0.0.1:{C1}\n',
    shares: { '': null, ':{P2}': 0.5 },
    marks: [],
    says: ['leads on to inner'],
  },
  {
    name: 'HAProxy before itself: one of two servers is',
    lines:
      'frontend fe\n bind 127.0.0.1:{P1}\n default_backend pool\nbackend pool\n balance roundrobin\n server one 127.0.0.1:{S1}\n server two 127.0.0.1:{P2}\nfrontend inner\n bind 127.0.0.1:{P2}\n default_backend canary\nbackend canary\n server c1 127.0.0.1:{C1}\n',
    shares: { '': null, ':{P2}': 1 },
    marks: [],
    says: ['backend pool leads on to inner'],
  },
  {
    name: 'HAProxy before itself: the canary leads on, and is called otherwise there',
    lines:
      'frontend fe\n bind 127.0.0.1:{P1}\n use_backend canary if { rand(100) lt 50 }\n default_backend stable\nbackend stable\n server s1 127.0.0.1:{S1}\nbackend canary\n server hop 127.0.0.1:{P2}\nfrontend inner\n bind 127.0.0.1:{P2}\n default_backend new\nbackend new\n server c1 127.0.0.1:{C1}\n',
    shares: { '': 0.5, ':{P2}': null },
    marks: [],
    never: ['0.00 % the canary'],
  },
  {
    name: 'HAProxy before itself: by dispatch',
    lines:
      'frontend fe\n bind 127.0.0.1:{P1}\n default_backend hop\nbackend hop\n dispatch 127.0.0.1:{P2}\nfrontend inner\n bind 127.0.0.1:{P2}\n use_backend canary if { rand(100) lt 50 }\n default_backend stable\nbackend stable\n server s1 127.0.0.1:{S1}\nbackend canary\n server c1 127.0.0.1:{C1}\n',
    shares: { '': null, ':{P2}': 0.5 },
    marks: [],
    says: ['leads on to inner'],
  },
  {
    name: 'doors: a map gives each host its share',
    lines:
      'frontend fe\n bind 127.0.0.1:{P1}\n http-request set-var(req.pct) req.hdr(host),lower,field(1,:),map(maps/pct.map,0)\n http-request set-var(req.draw) rand(100)\n use_backend canary if { var(req.draw),sub(req.pct) -m int lt 0 }\n default_backend stable\nbackend stable\n server s1 127.0.0.1:{S1}\nbackend canary\n server c1 127.0.0.1:{C1}\n',
    files: { 'maps/pct.map': 'a.example 10\nb.example 50\n' },
    shares: { '': 0, 'a.example': 0.1, 'b.example': 0.5 },
    marks: [],
  },
  {
    name: 'doors: a map of paths writes a header that a rule asks for',
    lines:
      'frontend fe\n bind 127.0.0.1:{P1}\n http-request set-header X-Lane %[path,map_beg(maps/lanes.map,stable)]\n use_backend canary if { req.hdr(X-Lane) canary }\n default_backend stable\nbackend stable\n server s1 127.0.0.1:{S1}\nbackend canary\n server c1 127.0.0.1:{C1}\n',
    files: { 'maps/lanes.map': '/beta canary\n/old stable\n' },
    shares: { '': 0, '/beta': 1 },
    marks: [],
  },
  {
    name: 'more fetches: a bearer token that is not sent',
    lines:
      "frontend fe\n bind 127.0.0.1:{P1}\n http-request set-var(txn.role) http_auth_bearer,jwt_payload_query('$.role')\n use_backend canary if { var(txn.role) -m str beta }\n use_backend canary if { http_auth_bearer(X-Token) -m beg beta }\n default_backend stable\nbackend stable\n server s1 127.0.0.1:{S1}\nbackend canary\n server c1 127.0.0.1:{C1}\n",
    shares: { '': 0 },
    marks: [],
    never: ['cannot be told'],
  },
  {
    name: 'a raw cookie: white space, and the end of the header',
    lines:
      "frontend fe\n bind 127.0.0.1:{P1}\n use_backend canary if { hdr_reg(cookie) '(^|;\\s*)canary=always(;|$)' }\n default_backend stable\nbackend stable\n server s1 127.0.0.1:{S1}\nbackend canary\n server c1 127.0.0.1:{C1}\n",
    shares: { '': 0 },
    marks: ['cookie: canary=always'],
  },
  {
    name: 'a raw cookie: a word of several, in any capitals',
    lines:
      "frontend fe\n bind 127.0.0.1:{P1}\n use_backend canary if { hdr_reg(Cookie) '(?i)\\bcanary=(1|true|yes)\\b' }\n default_backend stable\nbackend stable\n server s1 127.0.0.1:{S1}\nbackend canary\n server c1 127.0.0.1:{C1}\n",
    shares: { '': 0 },
    marks: ['Cookie: canary=1'],
  },
];
