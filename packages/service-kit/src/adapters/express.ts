import type { RequestListener } from 'node:http';

/** An Express application, as far as it is needed here. */
export type ExpressApplication = RequestListener;

/** The handler of an Express 5 application: it is a listener already. */
export function fromExpress(app: ExpressApplication): RequestListener {
  return (request, response) => app(request, response);
}
