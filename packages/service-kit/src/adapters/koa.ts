import type { RequestListener } from 'node:http';

/** A Koa application, as far as it is needed here. */
export interface KoaApplication {
  callback(): RequestListener;
}

/** The handler of a Koa 3 application. */
export function fromKoa(app: KoaApplication): RequestListener {
  return app.callback();
}
