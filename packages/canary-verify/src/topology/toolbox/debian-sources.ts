/** A place where apt gets packages from. */
export interface PackageSource {
  uri: string;
  suite: string;
  components: readonly string[];
  /** The keyring that the source must be signed with; null for apt's own. */
  signedBy: string | null;
}

/** Reads a one-line-style file such as /etc/apt/sources.list (sources.list(5)). */
export function readOneLineSources(text: string): PackageSource[] {
  return text.split('\n').flatMap((line) => {
    const [, options = '', uri, suite, components] =
      /^deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)\s+([^#]+)/.exec(line.trim()) ?? [];
    if (uri === undefined || suite === undefined || components === undefined) return [];
    const signedBy = /signed-by=(\S+)/.exec(options)?.[1] ?? null;
    return [{ uri, suite, components: components.trim().split(/\s+/), signedBy }];
  });
}

/** Reads a deb822-style file such as /etc/apt/sources.list.d/debian.sources (sources.list(5)). */
export function readDeb822Sources(text: string): PackageSource[] {
  return text.split(/\n\s*\n/).flatMap((stanza) => {
    const field = (name: string) =>
      new RegExp(`^${name}:\\s*(.+)$`, 'im').exec(stanza)?.[1]?.trim().split(/\s+/) ?? [];
    if (!field('Types').includes('deb') || field('Enabled')[0] === 'no') return [];
    const [signedBy = null] = field('Signed-By');
    return field('URIs').flatMap((uri) =>
      field('Suites').map((suite) => ({ uri, suite, components: field('Components'), signedBy })),
    );
  });
}

/** Writes a source in one-line style. */
export function sourceLine({ uri, suite, components, signedBy }: PackageSource): string {
  return `deb ${signedBy === null ? '' : `[signed-by=${signedBy}] `}${uri} ${suite} ${components.join(' ')}`;
}
