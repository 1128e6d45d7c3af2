/** One server of a backend, as HAProxy's statistics show it. */
export interface HaproxyServer {
  backend: string;
  /** The slot of its server-template, such as `stable-3`. */
  name: string;
  /** `10.0.0.7:8080`; null while the slot has no address. */
  address: string | null;
  /** UP, DOWN, MAINT, NOLB, `no check`, with what follows, such as `UP 1/2`. */
  status: string;
}

/** Whether HAProxy sends requests to the server. */
export function isRoutable({ status }: HaproxyServer): boolean {
  return status.startsWith('UP') || status === 'no check';
}

/** Asks HAProxy for its statistics (management guide, section 9.1). Needs `stats show-legends` for the addresses. */
export async function haproxyServers(statsUrl: string): Promise<HaproxyServer[]> {
  const response = await fetch(`${statsUrl};csv`, { signal: AbortSignal.timeout(2_000) });
  if (!response.ok) throw new Error(`HAProxy answered ${response.status} to ${statsUrl};csv`);
  return readStatistics(await response.text());
}

/** Reads the servers from the CSV format: a header line that begins with `# `, then a line for each proxy and server. */
export function readStatistics(csv: string): HaproxyServer[] {
  const [header = '', ...lines] = csv.split('\n');
  const names = header.replace(/^# /, '').split(',');
  const rows = lines
    .filter((line) => line !== '')
    .map((line) => {
      const values = fields(line);
      return (name: string) => values[names.indexOf(name)] ?? '';
    });
  // Type 2 is a server; 0 a frontend, 1 a backend, 3 a listener.
  return rows
    .filter((field) => field('type') === '2')
    .map((field) => ({
      backend: field('pxname'),
      name: field('svname'),
      address: isAddress(field('addr')) ? field('addr') : null,
      status: field('status'),
    }));
}

/** A slot that was never filled has an empty address or port 0. */
function isAddress(address: string): boolean {
  return /:[1-9]\d*$/.test(address);
}

/** Splits a line; a field may be quoted, with doubled quotes inside (RFC 4180). */
function fields(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
  );
}
