/** Maps and patterns that the random rules name. */
export const FILES: Readonly<Record<string, string>> = {
  'to-backend.map':
    '# key and backend\nalways canary\nAlways\tbeta\n1 1\nv2   v2 \ncanary canary\nstable stable\na/b/c beta\n',
  'prefixes.map': 'al canary\nalw beta\n/api v2\n/api/v2 1\nv stable\nways beta\n.js v2\nb canary\n',
  'suffixes.map': 's canary\nways beta\n.js v2\n1 1\ny stable\n',
  'numbers.map': '0:3 stable\n4:9 canary\n10 beta\n',
  'numbers-by-name.map': 'b 3\na 5\n',
  'networks.map': '10.0.0.0/8 canary\n10.1.0.0/16 beta\n127.0.0.1 1\n2001:db8::/32 v2\n',
  'regexes.map': '^al canary\n^[0-9]+$ beta\nways v2\n',
  'patterns.lst': '# patterns\nalways\n  v2\n/version\n\n10\n',
};
