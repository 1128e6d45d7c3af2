import { docker, dockerOutputs } from './docker-command.js';
import type { RunningServices } from './running-services.js';

/** The services of a stack that runs on Docker Swarm, by its name. This machine must be a manager of the swarm. */
export function stackServices(stack: string): RunningServices {
  return {
    async scale(service, count) {
      await docker(['service', 'scale', '--detach', `${stack}_${service}=${count}`]);
    },
    logs: (service) => dockerOutputs(['service', 'logs', '--raw', `${stack}_${service}`]),
  };
}
