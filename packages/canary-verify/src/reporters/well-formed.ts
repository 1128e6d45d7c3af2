/** Half of a surrogate pair cannot be written as UTF-8 (RFC 3629, section 3): U+FFFD stands for it. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
}
