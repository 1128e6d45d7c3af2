import { startService } from 'service-kit';

/** A version that fails one of so many requests: what a rollout must find. FAILS_ONE_OF in its environment says how many. */
const failsOneOf = Number(process.env.FAILS_ONE_OF ?? 10);
/** With FAILS_BY=reset it hangs up instead of an answer. */
const hangsUp = process.env.FAILS_BY === 'reset';

let requests = 0;
await startService({
  handler(request, response) {
    const fails = ++requests % failsOneOf === 0;
    if (fails && hangsUp) {
      request.socket.destroy();
      return;
    }
    response.statusCode = fails ? 500 : 200;
    response.end('{"messages":[]}');
  },
});
