/** Values of every type that JSON has, some of them extreme. */
export const WRONG_VALUES: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  1e308,
  '',
  'text',
  '../\u001b[2J',
  '__proto__',
  [],
  [null],
  [[]],
  {},
  { length: 3 },
  { toString: 1 },
];

/** A changed copy of a document: a node of it is another value, or is missing. */
export interface Mutation {
  /** "[0].Service.Port becomes null". */
  name: string;
  document: unknown;
}

/** Every document that differs from this one in one node, by each wrong value and by its absence. */
export function* mutations(document: unknown): Generator<Mutation> {
  for (const path of pathsIn(document)) {
    const name = path.map((key) => `[${JSON.stringify(key)}]`).join('') || 'the whole';
    for (const value of WRONG_VALUES)
      yield { name: `${name} becomes ${JSON.stringify(value)}`, document: replacedAt(document, path, value) };
    if (path.length > 0) yield { name: `${name} is missing`, document: removedAt(document, path) };
  }
}

type Path = readonly (string | number)[];

function* pathsIn(node: unknown, path: Path = []): Generator<Path> {
  yield path;
  if (Array.isArray(node)) for (const [index, one] of node.entries()) yield* pathsIn(one, [...path, index]);
  else if (typeof node === 'object' && node !== null)
    for (const [key, one] of Object.entries(node)) yield* pathsIn(one, [...path, key]);
}

function replacedAt(document: unknown, path: Path, value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  const copy = structuredClone(document) as Record<string | number, unknown>;
  copy[key] = replacedAt(copy[key], rest, value);
  return copy;
}

function removedAt(document: unknown, path: Path): unknown {
  const copy = structuredClone(document) as Record<string | number, unknown>;
  const [key, ...rest] = path as [string | number, ...Path];
  if (rest.length > 0) copy[key] = removedAt(copy[key], rest);
  else if (Array.isArray(copy)) copy.splice(Number(key), 1);
  else delete copy[key];
  return copy;
}
