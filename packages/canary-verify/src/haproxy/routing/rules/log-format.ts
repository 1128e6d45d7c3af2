import type { Place } from '../../configuration/configuration.js';
import { type Expression, readExpression } from './expression.js';

/** A text with samples in it, such as `canary-%[req.hdr(X-Team)]` (manual, section 8.2.6 "Custom log format"). */
export interface LogFormat {
  parts: readonly LogFormatPart[];
  place: Place;
  text: string;
}

/** A part of a log format. */
export type LogFormatPart =
  | { kind: 'text'; text: string }
  | { kind: 'sample'; expression: Expression }
  /** A variable such as `%ci`, or flags such as `%{+Q}`, which are not understood here. */
  | { kind: 'unknown'; text: string };

export function readLogFormat(text: string, place: Place): LogFormat {
  const parts: LogFormatPart[] = [];
  let plain = '';
  const flush = () => {
    if (plain !== '') parts.push({ kind: 'text', text: plain });
    plain = '';
  };
  for (let at = 0; at < text.length; ) {
    if (text[at] !== '%') plain += text[at++];
    else if (text[at + 1] === '%') {
      plain += '%';
      at += 2;
    } else {
      flush();
      const sample = text[at + 1] === '[' ? readExpression(text, at + 2, place) : null;
      if (sample === null || text[sample.end] !== ']') {
        parts.push({ kind: 'unknown', text: text.slice(at) });
        break;
      }
      parts.push({ kind: 'sample', expression: sample.value });
      at = sample.end + 1;
    }
  }
  flush();
  return { parts, place, text };
}

/** Its text when it is the same for all requests, else null. */
export function constantText({ parts }: LogFormat): string | null {
  let whole = '';
  for (const part of parts) {
    if (part.kind !== 'text') return null;
    whole += part.text;
  }
  return whole;
}
