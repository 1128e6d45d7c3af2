/** What a document becomes when one of its fields is missing, or is an empty object: no field of a diagnosis may be one. */
export function spoiled(document: object): object[] {
  return Object.keys(document).flatMap((key) => {
    const { [key]: _, ...others } = document as Record<string, unknown>;
    return [others, { ...others, [key]: {} }];
  });
}
