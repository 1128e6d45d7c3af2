/** What --help prints. */
export const HELP = `Does the traffic really go where we said? Asks until it can tell.

  canary-verify --expect 10%                      the proxy on localhost:48151
  canary-verify --expect 5% https://shop.example/version
  canary-verify --expect 100% -H 'X-Canary: always'
  canary-verify --expect 10% --by status --path /messages/count
  canary-verify --expect v1=70%,v2=20%,v3=10%

Usage: canary-verify --expect SHARE [options] [URL]

What is expected
  --expect SHARE        the canary's: 10%; 0% and 100%: one version alone
  --tolerance SIZE      3pp, or 30% of the share (3pp, at most half the share)
  --leak SHARE          for 0% and 100%: the leak to rule out    (1%)
  --confidence SHARE    1 minus each error rate                  (99%)
  --replicas 9+1        stable and canary replicas: all must answer
  --consul URL          asks Consul for them (--services service-v1+service-v2)
  --decide              an answer in any case; --decide-half: nearly so

What is asked
  --path PATH           replaces the path of the URL             (/version)
  -H, --header HEADER   'Name: value', repeatable
  -m, --method METHOD   and --body TEXT                          (GET)
  --cacert FILE         also --cert, --key (PEM); --insecure takes any
  --connect-to PLACE    host:port to connect to; or --unix-socket PATH
  --by SOURCE           who answered: header:NAME, json:/pointer or status
  --canary VALUE        the value that means canary; --stable VALUE likewise

How much
  -c, --connections N   requests under way at a time             (10)
  --connection-mode M   fresh, reuse, or auto: whichever is fit  (auto)
  -n, --max-requests N  most requests                  (3 × the expected number)
  --max-time TIME       most time: 500ms, 30s, 2m                (60s)
  -t, --timeout TIME    most time for one request                (5s)
  --max-failures SHARE  failed requests that are bearable        (1%)

What is printed
  --json                one JSON document on standard output
  --reporter NAME=FILE  text, json, markdown, junit, github, html, prometheus
  -q, --quiet           no live line
  --help, --version     (all others also as CANARY_VERIFY_MAX_TIME and the like)

Exit codes: 0 matches, 1 differs, 2 undecided, 3 unmeasured, 4 wrong usage,
130 interrupted
`;
