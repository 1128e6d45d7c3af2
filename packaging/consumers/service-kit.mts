// A service of ES modules that asks itself who it is, and leaves. No Consul is there.
import { OptionsError, type ServiceOptions, type StartedService, startService } from 'service-kit';
import { fromFetch } from 'service-kit/fetch';

const options: ServiceOptions = {
  name: 'service-v2',
  version: '2.0.0',
  track: 'canary',
  address: '127.0.0.1',
  consul: { address: '127.0.0.1:1' },
  drainMs: 0,
  log: () => {},
  handler: fromFetch(() => new Response('hello')),
};
const service: StartedService = await startService(options);
const { version, track } = JSON.parse(await (await fetch(`${service.url}/version`)).text());
const hello = await (await fetch(service.url)).text();
await service.stop();
// @ts-expect-error The types are known: this is no number.
const wrong: number = OptionsError;
console.log(version, track, hello, typeof wrong);
