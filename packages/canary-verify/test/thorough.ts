const { CI = '', CANARY_VERIFY_THOROUGH = '' } = process.env;

/** Whether tests of random inputs try many of them, as in CI, or as few as one has patience for. Their names say how many. */
export const thorough: boolean = CI === 'true' || CANARY_VERIFY_THOROUGH === '1';
