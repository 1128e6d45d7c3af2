import { AbstractStartedContainer, GenericContainer, Wait } from 'testcontainers';

const HTTP_PORT = 8500;
const CONFIG_FILE = '/etc/canary-verify/consul.hcl';

/**
 * Consul in a container: one server without a memory. In a network of containers its DNS is at port 8600 of its alias, and its HTTP
 * API at port 8500.
 *
 * @example
 * import { ConsulContainer } from 'canary-verify/testcontainers';
 *
 * await using consul = await new ConsulContainer('hashicorp/consul:1.20.6').start();
 * console.log(await (await fetch(`${consul.getUrl()}/v1/status/leader`)).json());
 */
export class ConsulContainer extends GenericContainer {
  /** @param image An image whose entry point takes the words behind `consul`, such as `hashicorp/consul:1.20.6`. */
  constructor(image: string) {
    super(image);
    this.withExposedPorts(HTTP_PORT)
      .withCommand(agentCommand())
      .withWaitStrategy(
        // Before it has elected itself leader it registers nothing for others to see.
        Wait.forHttp('/v1/status/leader', HTTP_PORT).forResponsePredicate((leader) => leader.trim() !== '""'),
      )
      .withStartupTimeout(60_000);
  }

  /** Adds settings to the agent's own, as HCL or JSON. */
  withConfig(text: string): this {
    return this.withCopyContentToContainer([{ content: text, target: CONFIG_FILE }]).withCommand(
      agentCommand('-config-format=hcl', `-config-file=${CONFIG_FILE}`),
    );
  }

  /** Starts it, and waits until it has elected itself leader. */
  override async start(): Promise<StartedConsulContainer> {
    return new StartedConsulContainer(await super.start());
  }
}

/** A running Consul. */
export class StartedConsulContainer extends AbstractStartedContainer {
  /** URL of its HTTP API, as seen from this machine: for `consul` of `verify`, `explain` and `untilRouted`. No trailing slash. */
  getUrl(): string {
    return `http://${this.getHost()}:${this.getMappedPort(HTTP_PORT)}`;
  }
}

function agentCommand(...more: string[]): string[] {
  return ['agent', '-dev', '-client=0.0.0.0', '-hcl=disable_update_check = true', ...more];
}
