const { CI = '', CANARY_VERIFY_THOROUGH = '', CANARY_VERIFY_HAPROXY = '' } = process.env;

/**
 * Whether all is tried, as in CI, or what one has patience for: many random inputs or few, every version of HAProxy or the oldest.
 * The names of the tests say which.
 */
export const thorough: boolean = CI === 'true' || CANARY_VERIFY_THOROUGH === '1';

/** The versions of HAProxy that tests with traffic run on: the one that is asked for, or all of them as thoroughly as it is wanted. */
export const HAPROXY_VERSIONS: readonly string[] =
  CANARY_VERIFY_HAPROXY !== '' ? [CANARY_VERIFY_HAPROXY] : thorough ? ['2.6', '3.0'] : ['2.6'];
