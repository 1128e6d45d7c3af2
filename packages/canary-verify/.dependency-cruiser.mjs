// Which folder of canary-verify may import which. The order is the flow; `npm run lint` holds it.
const LEAVES = ['terms', 'text', 'system', 'statistics'];
const SOURCES = ['consul', 'haproxy'];
const STAGES = [
  'options',
  'plan',
  'observation',
  'sampling',
  'classify',
  'settle',
  'routed',
  'tally',
  'decide',
  'verdict',
];
const STANDING_ON_STAGES = [
  'follow',
  'explain',
  'topology',
  'share',
  'rollout',
  'reporters',
  'served',
  'headers',
  'matchers',
  'cli',
];
const ORDER = [...LEAVES, ...SOURCES, ...STAGES, ...STANDING_ON_STAGES];

/** They stand side by side: neither needs the other. */
const APART = { cli: ['matchers', 'topology'], topology: ['explain', 'reporters', 'headers', 'matchers'] };
/** These call a whole run. */
const ON_VERIFY = ['rollout', 'headers', 'matchers', 'cli'];

const forFolder = (folder, index) => {
  const may = ORDER.slice(0, index + 1).filter((one) => !APART[folder]?.includes(one));
  const verify = ON_VERIFY.includes(folder) ? '|^src/verify[.]ts$' : '';
  return {
    name: `what-${folder}-may-import`,
    comment: `${folder}/ imports itself and what stands before it in the flow: ${may.join(', ')}.`,
    severity: 'error',
    from: { path: `^src/${folder}/` },
    to: { path: '^src/', pathNot: `^src/(${may.join('|')})/${verify}` },
  };
};

export default {
  forbidden: [
    ...ORDER.map(forFolder),
    {
      name: 'every-folder-has-its-place',
      comment: 'A new folder gets a place in the order of this file.',
      severity: 'error',
      from: { path: '^src/', pathNot: `^src/(${ORDER.join('|')})/|^src/(index|verify)[.]ts$` },
      to: {},
    },
    {
      name: 'one-door-to-haproxy',
      comment: 'haproxy/index.ts says what others may use.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/haproxy/' },
      to: { path: '^src/haproxy/', pathNot: '^src/haproxy/index[.]ts$' },
    },
    {
      name: 'the-map-stands-above-the-stages',
      comment: 'verify.ts calls the stages, and what explains a verdict. The rest stands on it.',
      severity: 'error',
      from: { path: '^src/verify[.]ts$' },
      to: { path: '^src/(reporters|headers|matchers|topology|cli)/' },
    },
    {
      name: 'no-circular',
      comment: 'Also held by Biome, file by file.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
  ],
  options: {
    doNotFollow: 'node_modules',
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
