import { docker, dockerOutputs } from './docker-command.js';
import type { RunningServices } from './running-services.js';

/** The services of a stack that runs on Docker Swarm, by its name. This machine must be a manager of the swarm. */
export function stackServices(stack: string): RunningServices {
  return {
    async scale(service, count) {
      await docker(['service', 'scale', '--detach', `${stack}_${service}=${count}`]);
    },
    async replicas(service) {
      const argv = [
        'service',
        'ls',
        '--filter',
        `name=${stack}_${service}`,
        '--format',
        '{{.Name}} {{.Replicas}}',
      ];
      const lines = (await docker(argv)).split('\n').map((line) => line.split(' '));
      const [, replicas = '0/0'] = lines.find(([name]) => name === `${stack}_${service}`) ?? [];
      return Number(replicas.split('/')[0]);
    },
    logs: (service) => dockerOutputs(['service', 'logs', '--raw', `${stack}_${service}`]),
  };
}
