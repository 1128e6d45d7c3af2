import type { PlaceNow, ShareChange } from '../share/set-share.js';
import type { ShareSetting } from '../share/share-place.js';
import { percent } from '../text/figures.js';
import { printable } from '../text/printable.js';

/** What was set, in a line for each place. */
export function shareChangesText(changes: readonly ShareChange[]): string {
  return changes
    .map(({ place, before, now, remarks }) => {
      const was = before.stored === now.stored ? 'as before' : `before: ${settingText(before)}`;
      return `${printable(place, 200)}: the share is set to ${settingText(now)}, ${was}\n${remarkLines(remarks)}`;
    })
    .join('');
}

/** What stands in each place. */
export function sharesText(shares: readonly PlaceNow[]): string {
  return shares
    .map((one) => `${printable(one.place, 200)}: ${settingText(one)}\n${remarkLines(one.remarks)}`)
    .join('');
}

/** What else may set the share, in a line each. */
function remarkLines(remarks: readonly string[]): string {
  return remarks.map((remark) => `  ⚠ ${printable(remark, 500)}\n`).join('');
}

/** "10 % (10 of 100)"; where both are the same, once. */
function settingText({ share, words }: ShareSetting): string {
  const figure = percent(share);
  return figure === words ? figure : `${figure} (${words})`;
}
