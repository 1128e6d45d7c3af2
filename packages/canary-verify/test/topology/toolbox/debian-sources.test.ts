import { expect, test } from 'vitest';
import {
  readDeb822Sources,
  readOneLineSources,
  sourceLine,
} from '../../../src/topology/toolbox/debian-sources.js';

const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';

test('the deb822 style of new installations', () => {
  const text = `Types: deb deb-src
# a comment
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By: ${keyring}

Types: deb-src
URIs: http://mirror.example/sources
Suites: bookworm

Types: deb
Enabled: no
URIs: http://mirror.example/off
Suites: bookworm
`;
  expect(readDeb822Sources(text)).toEqual([
    {
      uri: 'http://mirror.example/debian',
      suite: 'bookworm',
      components: ['main', 'contrib'],
      signedBy: keyring,
    },
    {
      uri: 'http://mirror.example/debian',
      suite: 'bookworm-updates',
      components: ['main', 'contrib'],
      signedBy: keyring,
    },
  ]);
});

test('the one-line style', () => {
  const text = `# deb http://mirror.example/off jammy main
deb-src http://mirror.example/ubuntu jammy main
deb [arch=amd64 signed-by=${keyring}] http://mirror.example/ubuntu jammy main universe # here
deb http://mirror.example/ubuntu jammy-security main
`;
  const sources = readOneLineSources(text);
  expect(sources).toEqual([
    {
      uri: 'http://mirror.example/ubuntu',
      suite: 'jammy',
      components: ['main', 'universe'],
      signedBy: keyring,
    },
    { uri: 'http://mirror.example/ubuntu', suite: 'jammy-security', components: ['main'], signedBy: null },
  ]);
  expect(sources.map(sourceLine).flatMap(readOneLineSources)).toEqual(sources);
});
