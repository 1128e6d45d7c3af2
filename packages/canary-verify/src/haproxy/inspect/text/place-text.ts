import { basename } from 'node:path';
import { printable } from '../../../text/printable.js';
import type { Place } from '../../configuration/configuration.js';

/** Says where a line stands: `haproxy.cfg:49`, with the path where two files are called alike. */
export type PlaceText = (place: Place) => string;

export function placeTexts(files: readonly string[]): PlaceText {
  const names = files.map((file) => basename(file));
  const alike = new Set(names).size < names.length;
  return ({ file, line }) => `${printable(alike ? file : basename(file))}:${line}`;
}
