import { describe, expect, test } from 'vitest';
import { chooseAddresses } from '../../src/settle/choose-addresses.js';

type Asked = Parameters<typeof chooseAddresses>[0][0];

const asked = (address: string, cause: Asked['cause'] = null): Asked => ({
  address: { address, family: address.includes(':') ? 6 : 4 },
  shown: address,
  cause,
});

describe('an address that does not answer', () => {
  test.each(['refused', 'timeout', 'reset', 'tls'] as const)('is used beside one that does: %s', (cause) => {
    const chosen = chooseAddresses([asked('10.0.0.1'), asked('10.0.0.2', cause)], false);
    expect(chosen).toMatchObject({ shown: ['10.0.0.1', '10.0.0.2'], leftOut: [] });
  });

  test('of a loopback name is left out', () => {
    const chosen = chooseAddresses([asked('127.0.0.1'), asked('::1', 'refused')], true);
    expect(chosen).toMatchObject({ shown: ['127.0.0.1'], leftOut: [{ address: '::1', cause: 'refused' }] });
  });

  test('is not used when none does', () => {
    expect(chooseAddresses([asked('10.0.0.1', 'refused'), asked('10.0.0.2', 'refused')], false)).toBeNull();
  });
});

describe('IPv6 addresses that cannot be reached', () => {
  test('are left out if none can: the machine has no IPv6', () => {
    const chosen = chooseAddresses(
      [asked('2001:db8::1', 'unreachable'), asked('10.0.0.1'), asked('2001:db8::2', 'unreachable')],
      false,
    );
    expect(chosen?.shown).toEqual(['10.0.0.1']);
    expect(chosen?.leftOut.map(({ address }) => address)).toEqual(['2001:db8::1', '2001:db8::2']);
  });

  test('are used if another one answers, or refuses', () => {
    for (const cause of [null, 'refused'] as const)
      expect(
        chooseAddresses(
          [asked('2001:db8::1', 'unreachable'), asked('2001:db8::2', cause), asked('10.0.0.1')],
          false,
        ),
      ).toMatchObject({ leftOut: [] });
  });
});

test('an IPv4 address that cannot be reached is used: its host is down', () => {
  expect(chooseAddresses([asked('10.0.0.1'), asked('10.0.0.2', 'unreachable')], false)?.leftOut).toEqual([]);
});
