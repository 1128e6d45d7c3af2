import { expect, test } from 'vitest';
import { mapEntriesIn, withMapValue } from '../../src/share/map-text.js';

const TEXT = '# how many of 100\r\nservice 10\r\n\n  other\t\t7 and more\n#service 99\nservices 3\nempty\n';

test('a map file has keys and values; comments and lines without a value are none', () => {
  expect(mapEntriesIn(TEXT)).toEqual([
    { key: 'service', value: '10' },
    { key: 'other', value: '7 and more' },
    { key: 'services', value: '3' },
  ]);
});

test('only the value of the key changes', () => {
  expect(withMapValue(TEXT, 'service', '25')).toBe(TEXT.replace('service 10', 'service 25'));
  expect(withMapValue(TEXT, 'other', '1')).toBe(TEXT.replace('7 and more', '1'));
  expect(withMapValue(TEXT, 'nothing', '1')).toBe(TEXT);
});
