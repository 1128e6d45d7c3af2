import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePorts } from '../../src/topology/free-port.js';
import { runHaproxy } from '../haproxy/run-haproxy.js';

/** A HAProxy whose map maps/percent.map says how many of 100 requests the canary gets; it answers by itself. */
export interface PercentMapHaproxy extends AsyncDisposable {
  /** The port of the service, and that of the runtime socket. */
  door: number;
  socket: number;
}

/** Starts one in the folder, with this share. */
export async function percentMapHaproxy(folder: string, percent: number): Promise<PercentMapHaproxy> {
  const [door = 0, socket = 0] = await freePorts(2);
  mkdirSync(join(folder, 'maps'), { recursive: true });
  writeFileSync(join(folder, 'maps/percent.map'), `service ${percent}\n`);
  const answer = (track: string) => `http-request return status 200 hdr X-Service-Track ${track}`;
  const haproxy = await runHaproxy(
    folder,
    (unix) => `global
  default-path config
  stats socket ${unix} level admin
  stats socket ipv4@127.0.0.1:${socket} level admin
defaults
  mode http
  timeout connect 1s
  timeout client 5s
  timeout server 5s
frontend service
  bind 127.0.0.1:${door}
  # Evenly, not by chance: by chance one of some 300 right runs ends undecided.
  stick-table type integer size 1 store gpc0
  http-request track-sc0 int(1)
  http-request set-var(txn.percent) str(service),map_str_int(maps/percent.map,0)
  ${answer('canary')} if { sc0_inc_gpc0,mul(37),mod(100),sub(txn.percent) lt 0 }
  ${answer('stable')}
`,
  );
  return { door, socket, [Symbol.asyncDispose]: () => haproxy[Symbol.asyncDispose]() };
}
