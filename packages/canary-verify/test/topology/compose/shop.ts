import type { SystemDefinition } from '../../../src/topology/compose/system-definition.js';
import { fromRoot } from './docker-tests.js';

/** fixtures/shop: a system that knows nothing of us. */
export const SHOP: SystemDefinition = {
  compose: fromRoot('fixtures/shop/compose.yaml'),
  services: {
    proxy: 'lb',
    consul: 'consul',
    stable: { compose: 'web', consul: 'shop' },
    canary: { compose: 'web-next', consul: 'shop-canary' },
  },
};

/** How its responses say who they are. */
export const SHOP_SAYS = { by: 'json:/build', stable: '2024.1', canary: '2024.2' };
