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
