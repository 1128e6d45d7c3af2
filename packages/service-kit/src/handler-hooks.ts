import type { RequestListener } from 'node:http';
import type { LeaveHooks } from './leaving/hooks.js';

/** The property of a handler that holds what its framework wants done on the way out. */
const HOOKS = Symbol.for('service-kit.handler-hooks');

/** A handler that brings hooks of its framework along. */
export function withHooks(handler: RequestListener, hooks: LeaveHooks): RequestListener {
  return Object.assign(handler, { [HOOKS]: hooks });
}

/** The hooks that a handler brings along. */
export function ownHooks(handler: RequestListener | undefined): readonly LeaveHooks[] {
  const hooks = (handler as { [HOOKS]?: LeaveHooks } | undefined)?.[HOOKS];
  return hooks === undefined ? [] : [hooks];
}

/** An application that runs hooks of its own when it is closed, and answers no more requests then. */
export interface Closable {
  close(): PromiseLike<unknown>;
}

/**
 * Closes an application when the last answer is out. Programs close it at the signal by themselves, while proxies still send requests:
 * they are made to wait until then, too.
 */
export function closedAtEnd(app: Closable): LeaveHooks {
  const close = closeOf(app).bind(app);
  let leaving = false;
  let closed = () => {};
  const end = new Promise<void>((resolve) => {
    closed = resolve;
  });
  const value = async (done?: () => void) => {
    // The signal may have reached the application before it reaches the service.
    await new Promise(setImmediate);
    await (leaving ? end : close());
    done?.();
  };
  Object.defineProperty(app, 'close', { value, configurable: true, writable: true });
  return {
    before: () => {
      leaving = true;
    },
    end: async () => {
      await close();
      closed();
    },
  };
}

/** The method itself: Nest's applications are proxies, which look for it at each call and take no other in its place. */
function closeOf(app: Closable): Closable['close'] {
  for (let owner: object = app; owner !== null; owner = Object.getPrototypeOf(owner)) {
    const { value } = Object.getOwnPropertyDescriptor(owner, 'close') ?? {};
    if (typeof value === 'function') return value;
  }
  return app.close;
}
