import type { ComposeService, Mount } from './compose-file.js';

/** A port of a container, and the one of this machine that it is published at. */
export interface PublishedPort {
  service: string;
  inside: number;
  /** Null: the system gives one. */
  outside: number | null;
}

/** What a start changes in a compose file. */
export interface Override {
  services: ReadonlyMap<string, ComposeService>;
  ports: readonly PublishedPort[];
  proxy: string;
  /** What HAProxy is given: its configuration first. */
  mounts: readonly Mount[];
  /** Says who has started it, on the container of HAProxy. */
  labels: Readonly<Record<string, string>>;
}

/**
 * A compose file to stand behind the user's own: ports of this machine that are free now instead of fixed ones, no fixed names of
 * containers, and a copy of HAProxy's configuration that can be changed.
 */
export function overrideFile({ services, ports, proxy, mounts, labels }: Override): string {
  const changed = [...services].map(([name, { containerName, configs }]) => {
    // A file of the section `configs` at the same place would be a second one there.
    const kept = configs.filter(({ target }) => mounts.every((mount) => mount.target !== target));
    const own = ports.filter(({ service }) => service === name);
    const parts = [
      ...(own.length === 0 ? [] : [`ports: !override ${JSON.stringify(own.map(published))}`]),
      ...(containerName === null ? [] : ['container_name: !reset null']),
      ...(name === proxy ? [`volumes: ${JSON.stringify(mounts.map(volume))}`] : []),
      ...(name === proxy && kept.length < configs.length
        ? [
            `configs: !override ${JSON.stringify(kept.map(({ name: source, target }) => ({ source, target })))}`,
          ]
        : []),
      ...(name === proxy ? [`labels: ${JSON.stringify(labels)}`] : []),
    ];
    return parts.length === 0
      ? ''
      : `  ${JSON.stringify(name)}:\n${parts.map((part) => `    ${part}\n`).join('')}`;
  });
  return `services:\n${changed.join('')}`;
}

/** To this machine only. */
function published({ inside, outside }: PublishedPort): string {
  return `127.0.0.1:${outside ?? ''}:${inside}`;
}

function volume({ source, target }: Mount): object {
  return { type: 'bind', source, target, read_only: true };
}
