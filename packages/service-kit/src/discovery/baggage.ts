/** Members and bytes that a `baggage` header may have (W3C Baggage, 3.3.2). */
const MOST_MEMBERS = 64;
const MOST_BYTES = 8_192;

interface Member {
  key: string;
  value: string;
}

/** One member of a `baggage` header, without its properties; null if it is none. */
export function baggageMember(text: string): Member | null {
  const [pair = ''] = text.split(';', 1);
  const match = /^\s*([!#$%&'*+.^_`|~\w-]+)\s*=\s*([!#-+\--:<-[\]-~]*)\s*$/.exec(pair);
  return match === null ? null : { key: match[1] as string, value: match[2] as string };
}

/** Whether a `baggage` header has this member, whatever its properties. */
export function hasMember(header: string, member: string): boolean {
  const wanted = baggageMember(member);
  return header
    .split(',')
    .map(baggageMember)
    .some((one) => one !== null && one.key === wanted?.key && one.value === wanted.value);
}

/** A `baggage` header with this member in front; the last ones give way when it would become too long. */
export function withMember(header: string, member: string): string {
  const key = baggageMember(member)?.key;
  const others = header.split(',').filter((one) => one.trim() !== '' && baggageMember(one)?.key !== key);
  const members = [member, ...others].slice(0, MOST_MEMBERS);
  while (Buffer.byteLength(members.join()) > MOST_BYTES) members.pop();
  return members.join();
}
