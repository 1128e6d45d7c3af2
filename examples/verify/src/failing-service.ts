import { startService } from 'service-kit';

/** A version that fails one of so many requests: what a rollout must find. */
const FAILS_ONE_OF = 10;

let requests = 0;
await startService({
  handler(_, response) {
    response.statusCode = ++requests % FAILS_ONE_OF === 0 ? 500 : 200;
    response.end('{"messages":[]}');
  },
});
