/** A configuration as people have them, and what must be said of it. */
export interface FieldCase {
  /** The kind of shape, then which one: `use-server: by a header`. */
  name: string;
  lines: string;
  /** The canary's share of requests without a mark, by door: the first one alone is `''`, others `host`, `path`, `from ADDRESS` or `:PORT`. */
  shares: Readonly<Record<string, number | null>>;
  /** The marks that lead to the canary; all others would be wrong. */
  marks: readonly string[];
  /** Texts that the report has. */
  says?: readonly string[];
  /** Texts that it must not have. */
  never?: readonly string[];
  files?: Readonly<Record<string, string>>;
  canary?: string;
  /** HAProxy refuses it, or cannot run here: nothing is sent. */
  refused?: true;
}

const FE = 'frontend fe\n bind 127.0.0.1:{P1}\n';
const BOTH = 'backend stable\n server s1 127.0.0.1:{S1}\nbackend canary\n server c1 127.0.0.1:{C1}\n';
const MARKED = '{ req.hdr(X-Canary) -m str on }';
const app = (lines: string) => `${FE} default_backend app\nbackend app\n balance roundrobin\n${lines}`;
const ONE_EACH = ' server stable 127.0.0.1:{S1}\n server canary 127.0.0.1:{C1}\n';
const door = (rules: string, backends: string = BOTH) => `${FE}${rules} default_backend stable\n${backends}`;

/** The 28 files of the field, written with ports of their own, and two more shapes of each kind. */
export const CASES: readonly FieldCase[] = [
  {
    name: 'use-server by chance',
    lines: app(
      ' use-server canary if { rand(100) lt 20 }\n server stable 127.0.0.1:{S1} weight 100\n server canary 127.0.0.1:{C1} weight 0\n',
    ),
    shares: { '': 0.2 },
    marks: [],
  },
  {
    name: 'use-server by chance: several rules, and weights for the rest',
    lines: app(` use-server canary if { rand(100) lt 10 }\n use-server stable if { rand(2) 0 }\n${ONE_EACH}`),
    // 0.1, and half of the half that is left.
    shares: { '': 0.1 + 0.9 * 0.5 * 0.5 },
    marks: [],
  },
  {
    name: 'use-server by chance: in a listen',
    lines: `listen app\n bind 127.0.0.1:{P1}\n balance roundrobin\n use-server canary if { rand(100) lt 30 }\n server stable 127.0.0.1:{S1}\n server canary 127.0.0.1:{C1} weight 0\n`,
    shares: { '': 0.3 },
    marks: [],
  },
  {
    name: 'use-server: two rules for all',
    lines: app(
      ` acl marked req.hdr(X-Canary) -m str on\n use-server canary if marked\n use-server stable if !marked\n${ONE_EACH}`,
    ),
    shares: { '': 0 },
    marks: ['X-Canary: on'],
  },
  {
    name: 'use-server: two rules for all, the second without a condition',
    lines: app(` use-server canary if ${MARKED}\n use-server stable if TRUE\n${ONE_EACH}`),
    shares: { '': 0 },
    marks: ['X-Canary: on'],
  },
  {
    name: 'use-server: unless',
    lines: app(
      ` use-server stable unless { req.hdr(X-Lane) -m str green }\n use-server canary if { req.hdr(X-Lane) -m found }\n${ONE_EACH}`,
    ),
    shares: { '': 0 },
    marks: ['X-Lane: green'],
  },
  {
    name: 'use-server by a header',
    lines: app(
      ' acl is_canary hdr(X-Canary) -i 1\n use-server canary if is_canary\n server stable 127.0.0.1:{S1} weight 90\n server canary 127.0.0.1:{C1} weight 10\n',
    ),
    shares: { '': 0.1 },
    marks: ['X-Canary: 1'],
  },
  {
    name: 'use-server by a header: its name out of the header',
    lines: app(` use-server %[req.hdr(X-Server)] if { req.hdr(X-Server) -m found }\n${ONE_EACH}`),
    shares: { '': 0.5 },
    marks: ['X-Server: canary'],
  },
  {
    name: 'use-server by a header: a disabled server is left out',
    lines: app(
      ` use-server canary-1 if ${MARKED}\n use-server canary-2 if ${MARKED}\n server stable-1 127.0.0.1:{S1}\n server canary-1 127.0.0.1:{C1} disabled\n server canary-2 127.0.0.1:{C2} weight 0\n`,
    ),
    shares: { '': 0 },
    marks: ['X-Canary: on'],
    says: ['server canary-2 of app'],
  },
  {
    name: 'cookie of a server',
    lines: app(
      ' cookie LANE indirect\n server stable-1 127.0.0.1:{S1} cookie stable\n server canary-1 127.0.0.1:{C1} cookie canary weight 0\n',
    ),
    shares: { '': 0 },
    marks: ['Cookie: LANE=canary'],
  },
  {
    name: 'cookie of a server: prefix, behind a rule',
    lines: `${FE} use_backend app if { path_beg /shop }\n default_backend other\nbackend other\n server w1 127.0.0.1:{W1}\nbackend app\n balance roundrobin\n cookie POOL prefix\n server stable-1 127.0.0.1:{S1} cookie s\n server canary-1 127.0.0.1:{C1} cookie c\n`,
    shares: { '': 0, '/shop': 0.5 },
    marks: ['Cookie: POOL=c'],
  },
  {
    name: 'cookie of a server: use-server goes first, ignore-persist forgets it',
    lines: app(
      ` cookie LANE insert indirect nocache\n ignore-persist if { req.hdr(X-Fresh) -m found }\n use-server stable-1 if { req.hdr(X-Stable) -m str yes }\n server stable-1 127.0.0.1:{S1} cookie stable\n server canary-1 127.0.0.1:{C1} cookie canary\n`,
    ),
    shares: { '': 0.5 },
    marks: ['Cookie: LANE=canary'],
  },
  {
    name: 'force-persist: a cookie reaches a disabled server for testers alone',
    lines: app(
      ' cookie LANE indirect\n force-persist if { req.hdr(X-Tester) -m str yes }\n server stable-1 127.0.0.1:{S1} cookie stable\n server canary-1 127.0.0.1:{C1} cookie canary disabled\n',
    ),
    shares: { '': 0 },
    marks: [],
  },
  {
    name: 'several binds: one redirects to the other',
    lines: `frontend fe\n bind 127.0.0.1:{P1}\n bind 127.0.0.1:{P2} ssl crt maps/self.pem\n http-request redirect scheme https code 301 unless { ssl_fc }\n use_backend canary if ${MARKED}\n use_backend canary if { rand(100) lt 5 }\n default_backend stable\n${BOTH}`,
    shares: { '': 0, ':{P2}': 0.05 },
    marks: ['X-Canary: on'],
    says: ['Requests to http://127.0.0.1:{P1}/version', 'HAProxy answers 301', 'curl -k '],
  },
  {
    name: 'several binds: by the port',
    lines: `frontend fe\n bind 127.0.0.1:{P1}\n bind 127.0.0.1:{P2}\n use_backend canary if { dst_port {P2} }\n default_backend stable\n${BOTH}`,
    shares: { '': 0, ':{P2}': 1 },
    marks: [],
  },
  {
    name: 'several binds: one listens for HTTPS only, by a variable',
    lines: `frontend fe\n bind 127.0.0.1:{P1}\n bind 127.0.0.1:{P2} ssl crt maps/self.pem\n http-request set-var(txn.secure) bool(true) if { ssl_fc }\n use_backend canary if { var(txn.secure) -m bool } { rand(10) lt 3 }\n default_backend stable\n${BOTH}`,
    shares: { '': 0, ':{P2}': 0.3 },
    marks: [],
  },
  {
    name: 'TLS',
    lines: `frontend fe\n bind 127.0.0.1:{P1} ssl crt maps/self.pem alpn h2,http/1.1\n use_backend canary if ${MARKED}\n default_backend stable\n${BOTH}`,
    shares: { '': 0 },
    marks: ['X-Canary: on'],
    says: ["curl -k -H 'X-Canary: on' https://127.0.0.1:{P1}/version", 'canary-verify --expect 100% -k'],
  },
  {
    name: 'TLS: by the name that is asked for',
    lines: `frontend fe\n bind 127.0.0.1:{P1} ssl crt maps/self.pem\n use_backend canary if { ssl_fc_sni canary.example }\n default_backend stable\n${BOTH}`,
    shares: { '': 0, 'canary.example': 1 },
    marks: [],
    says: ['--resolve canary.example:{P1}:127.0.0.1'],
  },
  {
    name: 'TLS: a client certificate is needed',
    lines: `frontend fe\n bind 127.0.0.1:{P1} ssl crt maps/self.pem ca-file maps/ca.pem verify required\n use_backend canary if ${MARKED}\n default_backend stable\n${BOTH}`,
    shares: { '': 0 },
    marks: ['X-Canary: on'],
    says: ['No line can be pasted: it takes nobody without a certificate of the client.'],
    never: ['curl'],
  },
  {
    name: 'PROXY protocol',
    lines: `frontend fe\n bind 127.0.0.1:{P1} accept-proxy\n use_backend canary if ${MARKED}\n default_backend stable\n${BOTH}`,
    shares: { '': 0 },
    marks: ['X-Canary: on'],
    says: ['curl --haproxy-protocol', 'canary-verify --expect 100% --proxy-protocol'],
    never: [' ab -n'],
  },
  {
    name: 'PROXY protocol: by the address that it tells',
    lines: `frontend fe\n bind 127.0.0.1:{P1} accept-proxy\n use_backend canary if { src 10.1.0.0/16 } ${MARKED}\n use_backend canary if { src 10.9.9.9 }\n default_backend stable\n${BOTH}`,
    shares: { '': 0, 'from 10.9.9.9': 1 },
    marks: [],
    says: ["Rules go by the client's address: all this is so from 127.0.0.1."],
  },
  {
    name: 'PROXY protocol: expected by a rule, over TLS',
    lines: `frontend fe\n bind 127.0.0.1:{P1} ssl crt maps/self.pem\n tcp-request connection expect-proxy layer4\n use_backend canary if ${MARKED}\n default_backend stable\n${BOTH}`,
    shares: { '': 0 },
    marks: ['X-Canary: on'],
    says: ['curl -k --haproxy-protocol'],
  },
  {
    name: 'nobody serves: weights are 0, the other one is disabled',
    lines: door(
      ' use_backend canary if { rand(100) lt 30 }\n',
      'backend stable\n server s1 127.0.0.1:{S1}\nbackend canary\n server c1 127.0.0.1:{C1} weight 0\n server c2 127.0.0.1:{C2} disabled\n',
    ),
    shares: { '': 0 },
    marks: [],
    says: ['which has no server that takes requests: HAProxy answers 503'],
  },
  {
    name: 'nobody serves: a backend is disabled',
    lines: door(
      ` use_backend canary if ${MARKED}\n use_backend canary if { rand(100) lt 20 }\n`,
      'backend stable\n server s1 127.0.0.1:{S1}\nbackend canary\n disabled\n server c1 127.0.0.1:{C1}\n',
    ),
    shares: { '': 0 },
    marks: [],
    says: ['No header was found that is sure to reach the canary', 'HAProxy answers 503'],
  },
  {
    name: 'nobody serves: no server line, behind a header',
    lines: door(
      ` use_backend canary if ${MARKED}\n`,
      'backend stable\n server s1 127.0.0.1:{S1}\nbackend canary\n',
    ),
    shares: { '': 0 },
    marks: [],
    says: ['No header was found that is sure to reach the canary'],
  },
  {
    name: 'nobody serves: a backup with weight 0 counts for nobody',
    lines: door(
      ' use_backend canary if { rand(100) lt 50 }\n',
      'backend stable\n server s1 127.0.0.1:{S1}\nbackend canary\n server c1 127.0.0.1:{C1} backup weight 0\n',
    ),
    shares: { '': 0 },
    marks: [],
  },
  {
    name: 'a disabled frontend',
    lines: `frontend off\n bind 127.0.0.1:{P2}\n disabled\n use_backend canary if ${MARKED}\n default_backend canary\n${door('')}`,
    shares: { '': 0 },
    marks: [],
    says: ['It is disabled: HAProxy does not start it.'],
  },
  {
    name: 'which is the canary: v3 beside v2',
    lines: `${FE} use_backend shop-v3 if ${MARKED}\n use_backend shop-v3 if { rand(100) lt 10 }\n default_backend shop-v2\nbackend shop-v2\n server s1 127.0.0.1:{S1}\nbackend shop-v3\n server c1 127.0.0.1:{C1}\n`,
    shares: { '': 0.1 },
    marks: ['X-Canary: on'],
  },
  {
    name: 'which is the canary: the higher version has more',
    lines: `${FE} use_backend shop-v2 if { rand(100) lt 10 }\n default_backend shop-v3\nbackend shop-v2\n server c1 127.0.0.1:{C1}\nbackend shop-v3\n server s1 127.0.0.1:{S1}\n`,
    shares: { '': null },
    marks: [],
    says: ['Which is the canary? shop-v3 is the higher version and gets more than shop-v2.'],
  },
  {
    name: 'which is the canary: servers by their versions',
    lines: app(' server web-v1.9 127.0.0.1:{S1} weight 90\n server web-v1.10 127.0.0.1:{C1} weight 10\n'),
    shares: { '': 0.1 },
    marks: [],
  },
  {
    name: 'which is the canary: the word in a generated name',
    lines: `frontend http\n bind 127.0.0.1:{P1}\n use_backend default_shop-canary_svc_http if { req.hdr(X-Canary) -m str always } { hdr(host) -i app.example.com }\n use_backend default_shop-canary_svc_http if { rand(100) lt 20 } { hdr(host) -i app.example.com }\n use_backend default_shop_svc_http if { hdr(host) -i app.example.com }\n default_backend nothing\nbackend default_shop_svc_http\n server s1 127.0.0.1:{S1}\nbackend default_shop-canary_svc_http\n server c1 127.0.0.1:{C1}\nbackend nothing\n http-request return status 404\n`,
    shares: { '': 0, 'app.example.com': 0.2 },
    marks: ['X-Canary: always'],
    says: ['HAProxy answers 404', "-H 'Host: app.example.com'"],
  },
  {
    name: 'doors: a path has a share of its own',
    lines: `${FE} acl api path_beg /api/\n use_backend canary if api ${MARKED}\n use_backend canary if api { rand(100) lt 10 }\n use_backend stable if api\n default_backend web\nbackend web\n server w1 127.0.0.1:{W1}\n${BOTH}`,
    shares: { '': 0, '/api/': 0.1 },
    marks: ['X-Canary: on'],
  },
  {
    name: 'doors: a host has a share of its own',
    lines: `${FE} acl shop hdr(host) -i shop.example.com\n use_backend canary if shop { rand(100) lt 10 }\n use_backend stable if shop\n default_backend other\nbackend other\n server w1 127.0.0.1:{W1}\n${BOTH}`,
    shares: { '': 0, 'shop.example.com': 0.1 },
    marks: [],
  },
  {
    name: 'doors: hosts by a map, paths below them',
    lines: `${FE} use_backend canary if { req.hdr(host) -m str a.example } { path_beg /new }\n use_backend %[req.hdr(host),lower,map(maps/hosts.map,stable)]\n${BOTH}`,
    files: { 'maps/hosts.map': 'beta.example canary\nb.example stable\n' },
    shares: { '': 0, 'a.example /new': 1 },
    marks: ['Host: a.example', 'Host: beta.example'],
  },
  {
    name: 'doors: host and path in one',
    lines: door(' use_backend canary if { base_beg shop.example/cart }\n'),
    shares: { '': 0, 'shop.example /cart': 1 },
    marks: [],
  },
  {
    name: 'addresses out of a file',
    lines: door(' acl testers src -f maps/testers.acl\n use_backend canary if testers\n'),
    files: { 'maps/testers.acl': '10.9.8.7\n192.168.77.0/24\n' },
    shares: { '': 0, 'from 10.9.8.7': 1 },
    marks: [],
    says: ['from 127.0.0.1', 'from 10.9.8.7'],
  },
  {
    name: 'addresses: a mask of them',
    lines: door(' use_backend canary if { src,ipmask(8) 127.0.0.0 } { req.hdr(X-Canary) -m str on }\n'),
    shares: { '': 0 },
    marks: ['X-Canary: on'],
    says: ['all this is so from 127.0.0.1'],
  },
  {
    name: 'addresses: everybody else is told',
    lines: door(' use_backend canary unless { src 127.0.0.0/8 10.0.0.0/8 }\n'),
    shares: { '': 0 },
    marks: [],
    says: ['all this is so from 127.0.0.1'],
  },
  {
    name: 'any value but some',
    lines: door(
      ' use_backend canary if { req.hdr(X-Canary) -m found } !{ req.hdr(X-Canary) -i off false 0 }\n',
    ),
    shares: { '': 0 },
    marks: ['X-Canary: yes'],
    says: ['with any value but off, false, 0'],
  },
  {
    name: 'any value but some: an earlier rule takes it',
    lines: door(
      ' use_backend stable if { req.hdr(X-Canary) -m str never }\n use_backend canary if { req.hdr(X-Canary) -m found }\n',
    ),
    shares: { '': 0 },
    marks: ['X-Canary: yes'],
    says: ['with any value but never'],
  },
  {
    name: 'any value: indeed any',
    lines: door(' use_backend canary if { req.hdr(X-Canary) -m found }\n'),
    shares: { '': 0 },
    marks: ['X-Canary: yes'],
    says: ['with any value;'],
  },
  {
    name: 'converters: a word, a part of baggage, JSON',
    lines: door(
      " use_backend canary if { req.hdr(X-Features),word(1,:) -m str canary }\n use_backend canary if { req.hdr(baggage) -m sub lane=canary }\n use_backend canary if { req.hdr(X-Json),json_query('$.lane') -m str canary }\n",
    ),
    shares: { '': 0 },
    marks: ['X-Features: canary', 'baggage: lane=canary', 'X-Json: {"lane":"canary"}'],
    says: ['by what word(1,:) makes of the value', 'whatever contains this'],
    never: ['exactly this value'],
  },
  {
    name: 'converters: base64, a part between points',
    lines: door(
      ' use_backend canary if { req.hdr(X-Mark64),base64 -m str b24= }\n use_backend canary if { req.hdr(X-Ver),field(2,.) -m str 7 }\n',
    ),
    shares: { '': 0 },
    marks: ['X-Mark64: on', 'X-Ver: x.7'],
    never: ['exactly this value'],
  },
  {
    name: 'converters: the second word, in a variable',
    lines: door(
      " http-request set-var(txn.lane) 'req.hdr(X-Lane),lower,word(2,-)'\n use_backend canary if { var(txn.lane) -m str blue }\n",
    ),
    shares: { '': 0 },
    marks: ['X-Lane: x-blue'],
  },
  {
    name: 'a rate limit',
    lines: door(
      ` stick-table type ip size 100k expire 30s store http_req_rate(10s)\n http-request track-sc0 src\n http-request deny deny_status 429 if { sc_http_req_rate(0) gt 100000 }\n use_backend canary if ${MARKED}\n use_backend canary if { rand(100) lt 5 }\n`,
    ),
    shares: { '': 0.05 },
    marks: ['X-Canary: on'],
    says: ['while no limit is reached'],
  },
  {
    name: 'a rate limit: connections and queues',
    lines: door(
      ` tcp-request connection reject if { fe_conn gt 5000 }\n http-request deny if { be_conn(canary) gt 4000 }\n use_backend canary if { queue(canary) lt 10 } { rand(100) lt 25 }\n`,
    ),
    shares: { '': 0.25 },
    marks: [],
    says: ['while no limit is reached'],
  },
  {
    name: 'a rate limit: a table that is looked up',
    lines: door(
      ` stick-table type ip size 1k expire 30s store http_req_rate(10s),gpc0\n http-request track-sc0 src\n use_backend stable if { src,table_http_req_rate(fe) ge 500000 }\n use_backend canary if { connslots(canary) gt 10 } ${MARKED}\n`,
      'backend stable\n server s1 127.0.0.1:{S1}\nbackend canary\n server c1 127.0.0.1:{C1} maxconn 2000 maxqueue 100\n',
    ),
    shares: { '': 0 },
    marks: ['X-Canary: on'],
    says: ['while no limit is reached'],
  },
  {
    name: 'servers up: a guard',
    lines: `${FE} acl dead nbsrv(be_canary) lt 1\n acl marked req.hdr(X-Canary) -m found\n use_backend be_canary if marked !dead\n use_backend be_canary if !dead { rand(100) lt 10 }\n default_backend be_stable\nbackend be_stable\n server s1 127.0.0.1:{S1}\nbackend be_canary\n server c1 127.0.0.1:{C1} check\n server c2 127.0.0.1:{C2} check backup\n`,
    shares: { '': 0.1 },
    marks: ['X-Canary: yes'],
    says: ['while the servers of be_canary are up'],
  },
  {
    name: 'servers up: one server',
    lines: door(` use_backend canary if ${MARKED} { srv_is_up(canary/c1) }\n`),
    shares: { '': 0 },
    marks: ['X-Canary: on'],
    says: ['while the servers of canary are up'],
  },
  {
    name: 'servers up: and a limit',
    lines: door(
      ` use_backend canary if { nbsrv(canary) ge 1 } { be_sess_rate(canary) lt 100000 } { rand(100) lt 40 }\n`,
    ),
    shares: { '': 0.4 },
    marks: [],
    says: ['while the servers of canary are up and no limit is reached'],
  },
  {
    name: 'a map of regular expressions',
    lines: `${FE} use_backend %[req.hdr(X-User),map_reg(maps/users.rx,stable)]\n${BOTH}`,
    files: { 'maps/users.rx': '^beta[0-9]+$ canary\n^vip canary\n' },
    shares: { '': 0 },
    marks: ['X-User: beta0', 'X-User: vip'],
    says: ['by a regular expression'],
  },
  {
    name: 'a map: by its beginning, in a condition',
    lines: door(' use_backend canary if { req.hdr(X-User),map_beg(maps/users.map,no) -m str yes }\n'),
    files: { 'maps/users.map': 'beta- yes\nother- no\n' },
    shares: { '': 0 },
    marks: ['X-User: beta-'],
  },
  {
    name: 'a map: a part of the value, kept in a variable',
    lines: `${FE} http-request set-var(req.to) 'req.hdr(X-Team),lower,map_sub(maps/teams.map,stable)'\n use_backend %[var(req.to)]\n${BOTH}`,
    files: { 'maps/teams.map': 'green canary\n' },
    shares: { '': 0 },
    marks: ['X-Team: green'],
  },
  {
    name: 'a parameter of the URL',
    lines: `${FE} use_backend be_canary if { url_param(canary) -i true 1 }\n default_backend be_stable\nbackend be_stable\n server s1 127.0.0.1:{S1}\nbackend be_canary\n server c1 127.0.0.1:{C1}\n`,
    shares: { '': 0 },
    marks: ['?canary=true', '?canary=1'],
    says: ['This parameter of the URL leads to the canary'],
  },
  {
    name: 'a parameter of the URL: below a path',
    lines: door(' use_backend canary if { path_beg /api } { urlp(lane) -m str blue }\n'),
    shares: { '': 0 },
    marks: ['?lane=blue'],
    says: ['/api?lane=blue'],
  },
  {
    name: 'a cookie by a regular expression on the header',
    lines: door(" use_backend canary if { hdr_reg(cookie) 'lane=(canary|beta)' }\n"),
    shares: { '': 0 },
    marks: ['cookie: lane=canary'],
  },
  {
    name: 'a bucket by xxh32',
    lines: door(
      " acl in_bucket 'req.hdr(X-User-Id),xxh32,mod(100)' lt 10\n use_backend canary if in_bucket\n",
    ),
    shares: { '': 0 },
    marks: ['X-User-Id: 2'],
    says: ['by what xxh32,mod(100) makes of the value'],
  },
  {
    name: 'a bucket by xxh64 of a cookie',
    lines: door(" use_backend canary if { 'req.cook(uid),xxh64,mod(20)' 3 }\n"),
    shares: { '': 0 },
    marks: ['Cookie: uid=6'],
  },
  {
    name: 'a bucket: an unknown hash, by a named ACL',
    lines: door(
      " acl in_bucket 'req.hdr(X-User-Id),crc32c,mod(100)' lt 10\n use_backend canary if in_bucket\n",
    ),
    shares: { '': 0 },
    marks: [],
    says: ['No header was found that is sure to reach the canary'],
  },
  {
    name: 'an unknown word',
    lines: door(` use-backend canary if ${MARKED}\n`),
    shares: { '': null },
    marks: [],
    says: ['HAProxy knows no "use-backend" here (use_backend?)'],
    refused: true,
  },
  {
    name: 'an unknown word in a backend',
    lines: `${FE} default_backend app\nbackend app\n balanse roundrobin\n${ONE_EACH}`,
    shares: { '': null },
    marks: [],
    says: ['HAProxy knows no "balanse" here (balance?)'],
    refused: true,
  },
  {
    name: 'an ACL after its use',
    lines: door(' use_backend canary if marked\n acl marked req.hdr(X-Canary) -m str on\n'),
    shares: { '': null },
    marks: [],
    says: ['no acl "marked" stands before it: HAProxy refuses the file'],
    refused: true,
  },
  {
    name: 'an ACL that nothing defines, in a use-server',
    lines: app(` use-server canary if marked\n${ONE_EACH}`),
    shares: { '': null },
    marks: [],
    says: ['no acl "marked" stands before it'],
    refused: true,
  },
  {
    name: 'numbered servers, one is named',
    lines: app(
      ` cookie NODE insert indirect nocache\n${[1, 2, 3, 4, 5].map((n) => ` server node${n - 1} 127.0.0.1:{S${n}} cookie node${n - 1} weight 19\n`).join('')} server node5 127.0.0.1:{C1} cookie node5 weight 5\n`,
    ),
    canary: 'node5',
    shares: { '': 0.05 },
    marks: ['Cookie: NODE=node5'],
  },
  {
    name: 'numbered servers: one of a backend is named with it',
    lines: app(
      ' server web1 127.0.0.1:{S1}\n server web2 127.0.0.1:{S2}\n server web3 127.0.0.1:{C1}\n server web4 127.0.0.1:{S3}\n',
    ),
    canary: 'app/web3',
    shares: { '': 0.25 },
    marks: [],
  },
  {
    name: 'weights by DNS and by an agent',
    lines: app(
      ' server-template app-v1- 10 _http._tcp.app-v1.service.consul resolvers pcdns resolve-opts ignore-weight check weight 90 init-addr none\n server-template app-v2- 2 _http._tcp.app-v2.service.consul resolvers pcdns resolve-opts ignore-weight check weight 10 agent-check agent-port 41099 init-addr none\nresolvers pcdns\n parse-resolv-conf\n',
    ),
    shares: { '': null },
    marks: [],
    says: ['weight by an agent', 'weight 90'],
    never: ['weight by DNS'],
    refused: true,
  },
  {
    name: 'two headers and a cookie',
    lines: door(
      ' acl t req.hdr(X-Tenant) -m str acme\n acl c req.cook(lane) -m str canary\n acl u path_beg /shop /cart\n use_backend canary if t c u\n use_backend canary if t { rand(100) lt 30 }\n',
    ),
    shares: { '': 0 },
    marks: ['Cookie: lane=canary + X-Tenant: acme'],
  },
  {
    name: 'two headers: each of two rules wants both',
    lines: door(
      ' use_backend canary if { hdr(X-A) 1 } { hdr(X-B) 2 }\n use_backend canary if { hdr(X-B) 2 } { hdr(X-A) 1 }\n',
    ),
    shares: { '': 0 },
    marks: ['X-B: 2 + X-A: 1'],
  },
  {
    name: 'an operator that compares texts',
    lines: door(' acl m hdr(X-Canary) eq 1\n use_backend canary if m\n'),
    shares: { '': 0 },
    marks: ['X-Canary: 1'],
    says: ['eq is one more text to compare with'],
    never: ['X-Canary: eq'],
  },
  {
    name: 'an operator that compares texts: gt of a cookie',
    lines: door(' use_backend canary if { req.cook(level) gt 5 }\n'),
    shares: { '': 0 },
    marks: ['Cookie: level=5'],
    says: ['gt is one more text to compare with'],
  },
  {
    name: 'TCP mode by chance',
    lines: `frontend fe\n mode tcp\n bind 127.0.0.1:{P1}\n use_backend canary if { rand(100) lt 20 }\n default_backend stable\nbackend stable\n mode tcp\n server s1 127.0.0.1:{S1}\nbackend canary\n mode tcp\n server c1 127.0.0.1:{C1}\n`,
    shares: { '': 0.2 },
    marks: [],
  },
  {
    name: 'TCP mode: use-server by chance',
    lines: `listen fe\n mode tcp\n bind 127.0.0.1:{P1}\n balance roundrobin\n use-server canary if { rand(10) lt 4 }\n server stable 127.0.0.1:{S1}\n server canary 127.0.0.1:{C1} weight 0\n`,
    shares: { '': 0.4 },
    marks: [],
  },
  {
    name: 'TCP mode: by address and port',
    lines: `frontend fe\n mode tcp\n bind 127.0.0.1:{P1}\n bind 127.0.0.1:{P2}\n tcp-request connection reject if { src 10.0.0.0/8 }\n use_backend canary if { dst_port {P2} }\n default_backend stable\nbackend stable\n mode tcp\n server s1 127.0.0.1:{S1}\nbackend canary\n mode tcp\n server c1 127.0.0.1:{C1}\n`,
    shares: { '': 0, ':{P2}': 1 },
    marks: [],
  },
  {
    name: 'more fetches: a header that is kept, although a rule changes it',
    lines: door(
      ' capture request header X-Lane len 20\n http-request del-header X-Lane\n use_backend canary if { capture.req.hdr(0) -m str blue }\n',
    ),
    shares: { '': 0 },
    marks: ['X-Lane: blue'],
  },
  {
    name: 'more fetches: a cache may answer',
    lines: `cache small\n total-max-size 4\n max-age 10\n${door(` http-request cache-use small\n use_backend canary if ${MARKED}\n`)}`,
    shares: { '': 0 },
    marks: ['X-Canary: on'],
    says: ['while no limit is reached'],
  },
  {
    name: 'more fetches: names, and a client without a certificate',
    lines: `frontend fe\n bind 127.0.0.1:{P1} ssl crt maps/self.pem\n http-request deny if { ssl_c_used } { ssl_fc_has_crt }\n use_backend canary if { fe_name fe } { be_name fe } ${MARKED}\n default_backend stable\n${BOTH}`,
    shares: { '': 0 },
    marks: ['X-Canary: on'],
  },
];
