// A service whose weight in Consul is changed by `PUT /weight`, with the new one as the body.
import { text } from 'node:stream/consumers';
import { startService } from 'service-kit';

const service = await startService({
  handler: async (request, response) => {
    if (request.method !== 'PUT') return response.writeHead(404).end();
    const told = await service.setWeight(Number(await text(request)));
    response.writeHead(told ? 200 : 503).end();
  },
});
