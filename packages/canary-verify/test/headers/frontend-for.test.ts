import { describe, expect, test } from 'vitest';
import { readHaproxyConfig } from '../../src/haproxy/configuration/read-configuration.js';
import { frontendFor } from '../../src/headers/frontend-for.js';

const config = (text: string, env: Record<string, string> = {}) =>
  readHaproxyConfig([{ file: 'a.cfg', text }], env);

const TWO = config(`defaults
  mode http
frontend shop
  bind 127.0.0.1:80,[::1]:8080
  bind *:8443 ssl crt a.pem
listen admin
  bind :9000-9005
  bind unix@/run/admin.sock
backend stable
`);

describe('the frontend that is asked', () => {
  test.each([
    [80, 'shop'],
    [8080, 'shop'],
    [8443, 'shop'],
    [9000, 'admin'],
    [9005, 'admin'],
  ])('is the one that listens on port %i: %s', (port, name) =>
    expect(frontendFor(TWO, port, undefined)).toBe(name),
  );

  test('is the one that is named, whatever its port', () =>
    expect(frontendFor(TWO, 80, 'admin')).toBe('admin'));

  test('is the only one, if it may listen on the port', () => {
    const only = (bind: string, named?: string) =>
      frontendFor(config(`frontend shop\n${bind}\nbackend a\n`), 48151, named);
    expect(only('')).toBe('shop');
    expect(only('  bind "$BIND"')).toBe('shop');
    expect(only('  bind unix@/run/shop.sock')).toBe('shop');
    expect(() => only('  bind :80')).toThrow('none of them listens on port 48151');
    expect(only('  bind :80', 'shop')).toBe('shop');
  });

  test('has the port that the environment says', () => {
    const text = 'frontend shop\n  bind "$BIND"\nfrontend admin\n  bind :1\n';
    expect(frontendFor(config(text, { BIND: ':8080' }), 8080, undefined)).toBe('shop');
    expect(() => frontendFor(config(text), 8080, undefined)).toThrow(
      'must be set to one of shop, admin: none',
    );
  });

  test.each([
    [9006, undefined, 'frontend must be set to one of shop, admin: none of them listens on port 9006'],
    [80, 'checkout', 'frontend must be one of shop, admin; got "checkout"'],
  ])('%i and %s are refused', (port, named, message) =>
    expect(() => frontendFor(TWO, port, named)).toThrow(message),
  );

  test('is not guessed when two listen on the port, on different addresses', () => {
    const both = config('frontend a\n  bind 127.0.0.1:80\nfrontend b\n  bind 127.0.0.2:80\n');
    expect(() => frontendFor(both, 80, undefined)).toThrow('more than one of them listens on port 80');
  });
});
