import { runShell } from '../system/run-shell.js';
import { percent } from '../text/figures.js';
import { quoted } from '../text/usage-error.js';
import { NOTHING_BESIDE, type PlaceReading, type SharePlace, type ShareSetting } from './share-place.js';

/** Two commands of the user's, for a shell. */
export interface ShareCommands {
  /** Sets the share; `{share}` stands for it in percent, and so does CANARY_VERIFY_SHARE in its environment. */
  set: string;
  /** Prints the share in percent: "10" or "10%". */
  get: string;
}

/** Whatever the user's own commands set and read. */
export function commandPlace({ set, get }: ShareCommands): SharePlace {
  return {
    name: quoted(get),
    identity: `the share that ${quoted(set)} sets`,
    isLate: false,
    async read(signal) {
      const printed = (await runShell(get, {}, signal)).trim();
      const [, figure] = /^(\d{1,3}(?:\.\d{1,9})?) ?%?$/.exec(printed) ?? [];
      if (figure === undefined || Number(figure) > 100)
        throw new Error(`it must print a share in percent, for example 10; it printed ${quoted(printed)}`);
      return readingOf(Number(figure) / 100);
    },
    async put({ stored }, signal) {
      await runShell(set.replaceAll('{share}', stored), { CANARY_VERIFY_SHARE: stored }, signal);
    },
  };
}

function readingOf(share: number): PlaceReading {
  return { ...settingOf(share), ...NOTHING_BESIDE, nearest: settingOf };
}

function settingOf(share: number): ShareSetting {
  const figure = percent(share).slice(0, -2);
  return { share, words: `${figure} %`, stored: figure, replicas: null };
}
