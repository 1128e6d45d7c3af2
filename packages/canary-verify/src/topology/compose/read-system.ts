import { resolve } from 'node:path';
import { UsageError } from '../../text/usage-error.js';
import { flagAt, listAt, objectAt, refuseUnknown, textAt, wholeAt } from '../checked-options.js';
import type { ServiceNames, System, SystemDefinition } from './system-definition.js';

const KEYS: Readonly<Record<keyof SystemDefinition, true>> = {
  compose: true,
  services: true,
  config: true,
  port: true,
  profiles: true,
  env: true,
  replicas: true,
  readyTimeoutMs: true,
  reuse: true,
};

/** Reads a definition once, at the door: what it is by itself, without a look at the compose file. Throws a UsageError. */
export function readSystem(definition: SystemDefinition): System {
  const given = objectAt('definition', definition);
  refuseUnknown('definition', given, Object.keys(KEYS));
  const { compose, services, config, port, profiles = [], env = {} } = definition;
  const { proxy, consul, ...others } = objectAt('services', services);
  const named = new Map(Object.entries(others).map(([name, value]) => [name, namesAt(name, value)]));
  for (const name of ['stable', 'canary'])
    if (!named.has(name)) throw new UsageError(`services.${name}`, 'is missing: { compose, consul }');
  if (port !== undefined) wholeAt('port', port, 1, 65_535);
  return {
    compose: resolve(textAt('compose', compose)),
    proxy: textAt('services.proxy', proxy),
    consul: textAt('services.consul', consul),
    services: named,
    config: config === undefined ? null : resolve(textAt('config', config)),
    port: port ?? null,
    profiles: listAt('profiles', profiles),
    env: Object.fromEntries(
      Object.entries(objectAt('env', env)).map(([name, value]) => [name, textAt(`env.${name}`, value)]),
    ),
    replicas: readReplicas(definition.replicas ?? {}, named),
    readyTimeoutMs: wholeAt('readyTimeoutMs', definition.readyTimeoutMs ?? 60_000, 1, 86_400_000),
    reuse: flagAt('reuse', definition.reuse ?? false),
  };
}

function readReplicas(
  replicas: unknown,
  named: ReadonlyMap<string, ServiceNames>,
): Readonly<Record<string, number>> {
  const counts = objectAt('replicas', replicas);
  refuseUnknown('replicas', counts, [...named.keys()]);
  return Object.fromEntries(
    Object.entries(counts).map(([name, count]) => [
      named.get(name)?.compose ?? name,
      wholeAt(`replicas.${name}`, count, 0, 10_000),
    ]),
  );
}

/** The names of a service. Throws a UsageError. */
export function namesAt(name: string, value: unknown): ServiceNames {
  const option = `services.${name}`;
  const names = objectAt(option, value);
  refuseUnknown(option, names, ['compose', 'consul']);
  return {
    compose: textAt(`${option}.compose`, names.compose),
    consul: textAt(`${option}.consul`, names.consul),
  };
}
