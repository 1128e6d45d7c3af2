import { describe, expect, test } from 'vitest';
import { readHaproxyConfig, serverPools } from '../../../src/haproxy/index.js';
import {
  type ConfigurationParts,
  configurationText,
  serverLines,
  templateLine,
} from '../../../src/topology/testcontainers/configuration-text.js';
import { mapFileText, mapPath } from '../../../src/topology/testcontainers/map-file.js';

const NOTHING: ConfigurationParts = { text: null, consulDns: null, backends: new Map() };

describe('the configuration of a HAProxy container', () => {
  test('leads to the first backend where the user has written no text', () => {
    const backends = new Map([['shop', serverLines('shop', ['web-1:80', 'web-2:80 weight 9'])]]);
    const text = configurationText({ ...NOTHING, backends });
    expect(text).toContain('bind :80\n    default_backend shop\n');
    const [pool] = serverPools(readHaproxyConfig([{ file: 'haproxy.cfg', text }], {}));
    expect(pool?.servers.map(({ name, address }) => [name, address])).toEqual([
      ['shop-1', 'web-1:80'],
      ['shop-2', 'web-2:80'],
    ]);
  });

  test('has what is added behind the text, also where it ends without a line break', () => {
    const backends = new Map([['shop', [templateLine('shop-canary')]]]);
    const text = configurationText({ text: 'global\n    maxconn 9', consulDns: 'consul:8600', backends });
    expect(text).toMatch(/^global\n {4}maxconn 9\n\nresolvers consul\n {4}nameserver consul consul:8600\n/);
    expect(text).toContain('server-template shop-canary- 20 _shop-canary._tcp.service.consul');
    expect(text).not.toContain('frontend');
  });

  test('is refused when nothing says where requests go', () => {
    expect(() => configurationText(NOTHING)).toThrow(
      'HaproxyContainer must be told where requests go: withConfig, withServers or withConsulDns',
    );
  });

  test('takes no name or address that would end its line', () => {
    expect(() => serverLines('shop', ['web:80\nglobal'])).toThrow('withServers must be given addresses');
    expect(() => serverLines('a shop', ['web:80'])).toThrow('withServers must be given names');
    expect(() => templateLine('shop web')).toThrow('withConsulDns must be given names');
  });
});

describe('a map file', () => {
  test('has a line for each key', () => {
    expect(mapFileText(Object.entries({ share: '10', beta: 'shop canary' }))).toBe(
      'share 10\nbeta shop canary\n',
    );
  });

  test.each([
    [{ 'two words': '1' }, 'keys without spaces; got "two words"'],
    [{ '#share': '1' }, 'keys without spaces; got "#share"'],
    [{ share: '' }, 'values of one line; got ""'],
    [{ share: '1\n2' }, 'values of one line'],
  ])('is refused for %j', (entries, message) => {
    expect(() => mapFileText(Object.entries(entries as Record<string, string>))).toThrow(message);
  });

  test('lies at a path that HAProxy can be told', () => {
    expect(mapPath('/etc/haproxy/share.map')).toBe('/etc/haproxy/share.map');
    expect(() => mapPath('share.map')).toThrow('must be given the path that the configuration names');
  });
});
