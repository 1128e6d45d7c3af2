import type { Endpoint, Endpoints } from '../routes.js';
import type { VersionBody } from '../version-endpoint.js';

/** What the figures are read from at each question. */
export interface Measured {
  registered(): boolean;
  draining(): boolean;
  inFlight(): number;
  upgraded(): number;
  timesLost(): number;
}

/** Figures in the text format that Prometheus reads (exposition format 0.0.4). */
export function metricsEndpoints(paths: readonly string[], body: VersionBody, measured: Measured): Endpoints {
  const info = buildInfo(body);
  const endpoint: Endpoint = () => {
    const text = info + figures(measured);
    return {
      status: 200,
      body: text,
      headers: {
        'Content-Type': 'text/plain; version=0.0.4; charset=utf-8',
        'Content-Length': String(Buffer.byteLength(text)),
        'Cache-Control': 'no-store',
      },
    };
  };
  return new Map(paths.map((path) => [path, endpoint]));
}

function buildInfo({ service, version, track, instance, commit, branch, node }: VersionBody): string {
  const labels = Object.entries({ service, version, track, instance, commit, branch, node })
    .map(([name, value]) => `${name}="${escaped(value ?? '')}"`)
    .join();
  return family('service_build_info', 'gauge', 'What is running. Always 1.', `{${labels}} 1`);
}

function figures(measured: Measured): string {
  return [
    family(
      'service_registered',
      'gauge',
      'Whether Consul has the registration.',
      ` ${Number(measured.registered())}`,
    ),
    family('service_draining', 'gauge', 'Whether the service is leaving.', ` ${Number(measured.draining())}`),
    family(
      'service_requests_in_flight',
      'gauge',
      'Requests that are not answered yet.',
      ` ${measured.inFlight()}`,
    ),
    family(
      'service_upgraded_connections',
      'gauge',
      'WebSockets and tunnels that are open.',
      ` ${measured.upgraded()}`,
    ),
    family(
      'service_lost_registrations_total',
      'counter',
      'How often the registration was lost or changed by somebody else.',
      ` ${measured.timesLost()}`,
    ),
  ].join('');
}

function family(name: string, type: 'gauge' | 'counter', help: string, sample: string): string {
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${name}${sample}\n`;
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
