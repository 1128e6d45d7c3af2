import { type Asking, doubtExpression } from './asking.js';
import type { Fetch } from './header-fetches.js';
import { type SampleValue, str } from './sample-value.js';

/** The value of a variable (`var`), or what it is to be without one. */
export const variable: Fetch = ([name = '', fallback], asking) => {
  const known = fetchVariable(name, asking);
  if (known !== null) return [known];
  return fallback === undefined ? [] : [str(fallback)];
};

/** The value of a variable; null if it has none. */
export function fetchVariable(name: string, asking: Asking): SampleValue | null {
  const { lasting, unsureVariables } = asking.rules;
  if (unsureVariables === 'all') return doubtExpression(asking, 'Lua may change variables at any time', true);
  if (unsureVariables.has(name))
    return doubtExpression(asking, 'a converter changes this variable where it is asked', true);
  if (name.startsWith('proc.'))
    return doubtExpression(asking, 'variables of the process may be changed at any time', true);
  const known = asking.message.variables.get(name);
  if (known !== undefined) return known;
  return lasting.has(name)
    ? doubtExpression(asking, 'an earlier request of the connection may have set it')
    : null;
}
