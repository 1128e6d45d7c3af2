import type { ArmOptions } from '../options/arms.js';
import { readExpectation } from '../options/expectation.js';
import { readHeaderLine } from '../options/header-line.js';
import { type Header, headersName } from '../options/request-headers.js';
import type { Track } from '../terms/track.js';
import { UsageError } from '../text/usage-error.js';

const EXAMPLE = "'X-Canary: always => canary' or '=> stable'";

/** The expectation that each word stands for. */
const WHO: Readonly<Record<Track, string>> = { canary: '100%', stable: '0%' };

/**
 * Reads arms as they are written: headers, `=>` and who answers. Each line has one header, as in HTTP, because a value may
 * have any other character: what comes behind the last `=>` is the answer. What stands in a header may be a secret: it is
 * never quoted.
 */
export function readArmFlags(flags: readonly string[]): ArmOptions[] {
  const names = new Map<string, number>();
  return flags.map((flag, index) => {
    const arm = readArm(flag, `number ${index + 1}`);
    const times = (names.get(arm.name) ?? 0) + 1;
    names.set(arm.name, times);
    return times === 1 ? arm : { ...arm, name: `${arm.name} (${times})` };
  });
}

function readArm(flag: string, which: string): ArmOptions {
  const arrow = flag.lastIndexOf('=>');
  if (arrow < 0) throw new UsageError('arm', `must be ${EXAMPLE}; ${which} has no =>`);
  const before = flag.slice(0, arrow);
  const headers = before.trim() === '' ? [] : before.split('\n').map((line) => readLine(line, which));
  return { name: headersName(headers), headers, expect: readWho(flag.slice(arrow + 2).trim(), which) };
}

function readLine(line: string, which: string): Header {
  const header = readHeaderLine(line);
  if (header !== null) return header;
  throw new UsageError(
    'arm',
    `must be ${EXAMPLE}, each header on a line; ${which} has one without name and colon`,
  );
}

/** Beside the headers there may be other arms' secrets in a command that is written wrongly: nothing is quoted. */
function readWho(written: string, which: string): string {
  const named = written === 'canary' || written === 'stable' ? WHO[written] : written;
  try {
    readExpectation({ expect: named, tolerance: undefined, leak: '1%' });
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(
      'arm',
      `must have canary, stable or a share, for example 10%, after =>; see ${which}`,
    );
  }
  return named;
}
