import { expect, test } from 'vitest';
import { dnsResolvers } from '../../../src/haproxy/backends/dns-resolvers.js';
import { readHaproxyConfig } from '../../../src/haproxy/configuration/read-configuration.js';

test("a resolvers section is read with HAProxy's defaults", () => {
  const text =
    'resolvers d\nnameserver n 127.0.0.1:53\nhold nx 1s\nhold obsolete 1m\ntimeout resolve 500\nhold other x';
  expect(dnsResolvers(readHaproxyConfig([{ file: 'h.cfg', text }], {}))).toEqual([
    {
      name: 'd',
      place: { file: 'h.cfg', line: 1 },
      nameservers: ['127.0.0.1:53'],
      acceptedPayloadSize: { value: 512, place: null },
      hold: {
        valid: { value: 10, place: null },
        obsolete: { value: 60, place: { file: 'h.cfg', line: 4 } },
        nx: { value: 1, place: { file: 'h.cfg', line: 3 } },
        timeout: { value: 30, place: null },
        refused: { value: 30, place: null },
        other: { value: 30, place: null },
      },
      resolveSeconds: { value: 0.5, place: { file: 'h.cfg', line: 5 } },
    },
  ]);
});
