import type { Leftover } from '../reaper.js';
import { projectLabel } from './compose-project.js';

/**
 * Removes by their label all containers and networks of a project. A `docker compose` that was interrupted may still
 * have asked the engine for one more: so until nothing was left twice, a second apart.
 */
const REMOVE_ALL = `
  empty=0
  for attempt in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    containers=$(docker ps --all --quiet --filter "label=$1") && networks=$(docker network ls --quiet --filter "label=$1") || exit 1
    if [ -n "$containers" ]; then docker rm --force --volumes $containers; empty=0; fi
    if [ -n "$networks" ]; then docker network rm $networks; empty=0; fi
    if [ -z "$containers$networks" ]; then empty=$((empty + 1)); fi
    if [ "$empty" -ge 2 ]; then exit 0; fi
    sleep 1
  done
  exit 1`;

/** What the reaper is to do about a project when this process has ended without stopping it. */
export function projectLeftover(name: string): Leftover {
  return { kind: 'command', argv: ['sh', '-c', REMOVE_ALL, 'remove-project', projectLabel(name)] };
}
