/** By name, with numbers inside names in their own order: `service-v1-2` before `service-v1-10`. */
export function sorted<Value>(named: ReadonlyMap<string, Value>): Record<string, Value> {
  const order = new Intl.Collator('en', { numeric: true });
  return Object.fromEntries([...named].sort(([one], [other]) => order.compare(one, other)));
}
