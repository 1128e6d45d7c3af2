import type { RequestListener } from 'node:http';

/** An instance that a fake Consul knows. */
export interface FakeInstance {
  service: string;
  number: number;
  port: number;
  weight?: number;
  status?: 'passing' | 'warning' | 'critical';
}

/** Instances of a service at ports of their own, from number 1 on. */
export function instances(service: string, count: number, weight = 1): FakeInstance[] {
  return Array.from({ length: count }, (_, index) => ({
    service,
    number: index + 1,
    port: portOf(service, index + 1),
    weight,
  }));
}

/** Where an instance listens. */
export function portOf(service: string, number: number): number {
  return (service.endsWith('v2') ? 2000 : 1000) + number;
}

/** Answers as Consul's HTTP API. */
export function fakeConsul(all: readonly FakeInstance[]): RequestListener {
  return ({ url = '' }, response) => {
    const [, service] = /^\/v1\/health\/service\/(.+)$/.exec(url) ?? [];
    const answer =
      service === undefined
        ? Object.fromEntries(all.map((one) => [one.service, []]))
        : all.filter((one) => one.service === decodeURIComponent(service)).map(entry);
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer));
  };
}

function entry({ service, number, port, weight = 1, status = 'passing' }: FakeInstance) {
  return {
    Node: { Address: '10.0.0.1' },
    Service: {
      ...{ ID: `${service}-${number}`, Service: service, Address: '10.0.0.1', Port: port },
      Weights: { Passing: weight, Warning: weight },
    },
    Checks: [
      { CheckID: 'serfHealth', Name: 'Serf Health Status', Status: 'passing', Output: 'Agent alive' },
      { CheckID: 'ready', Name: 'ready', Status: status, Output: 'HTTP GET: 503 Service Unavailable' },
    ],
  };
}
