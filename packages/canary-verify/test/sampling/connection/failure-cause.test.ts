import { describe, expect, test } from 'vitest';
import { BrokenOff, failureCause } from '../../../src/sampling/connection/failure-cause.js';

const coded = (code: string) => Object.assign(new Error(code), { code });

describe('an error of the connection is called as a user would call it', () => {
  test.each([
    ['ECONNREFUSED', 'refused'],
    ['EHOSTUNREACH', 'unreachable'],
    ['ENETUNREACH', 'unreachable'],
    ['EADDRNOTAVAIL', 'unreachable'],
    ['ENOTFOUND', 'unresolved'],
    ['EAI_AGAIN', 'unresolved'],
    ['ETIMEDOUT', 'timeout'],
    ['UND_ERR_CONNECT_TIMEOUT', 'timeout'],
    ['UND_ERR_HEADERS_TIMEOUT', 'timeout'],
    ['UND_ERR_BODY_TIMEOUT', 'timeout'],
    ['ECONNRESET', 'reset'],
    ['EPIPE', 'reset'],
    ['UND_ERR_SOCKET', 'reset'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'tls'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls'],
    ['EPROTO', 'tls'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls'],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'tls'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'tls'],
    ['CERT_HAS_EXPIRED', 'tls'],
    ['INVALID_PURPOSE', 'tls'],
    ['HPE_INVALID_CONSTANT', 'malformed'],
  ])('%s: %s', (code, cause) => expect(failureCause(coded(code))).toBe(cause));

  test('what we broke off ourselves took too long', () => {
    expect(failureCause(new BrokenOff('timeout'))).toBe('timeout');
  });

  test.each([new Error('no code'), 'text', null, undefined])('%s: malformed', (error) => {
    expect(failureCause(error)).toBe('malformed');
  });
});
