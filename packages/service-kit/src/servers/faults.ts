import type { IncomingMessage } from 'node:http';
import type { Log } from '../seen/log.js';
import type { AnyServer } from './any-server.js';

/** The property of a server that holds who is told of faults in its application. */
const REPORT = Symbol.for('service-kit.report-fault');

type Report = (error: unknown) => void;

/** Faults of a server's application, which an adapter has caught, go to this log. */
export function reportFaultsTo(server: AnyServer, log: Log): void {
  const report: Report = (error) =>
    log.error(`the handler has failed: ${stackOf(error)}`, { event: 'fault' });
  (server as { [REPORT]?: Report })[REPORT] = report;
}

/** Tells of an error that a handler has thrown. */
export function reportFault({ socket }: IncomingMessage, error: unknown): void {
  const { server } = socket as { server?: { [REPORT]?: Report } };
  const report = server?.[REPORT] ?? ((fault: unknown) => process.stderr.write(`${stackOf(fault)}\n`));
  report(error);
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
