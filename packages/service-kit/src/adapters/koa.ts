import type { RequestListener } from 'node:http';

/** A Koa application, as far as it is needed here. */
export interface KoaApplication {
  /** Returns the handler of the application. */
  callback(): RequestListener;
}

/** The handler of a Koa 2 or 3 application. */
export function fromKoa(app: KoaApplication): RequestListener {
  return app.callback();
}
