import type { AgentClient } from './agent-client.js';

/** One address that leads to more than one agent, by turns. */
class SeveralAgents extends Error {
  override readonly name = 'SeveralAgents';

  constructor(url: string, nodes: readonly string[]) {
    super(
      `${url} leads to several agents (${nodes.join(', ')}), which do not know each other's services: a service must always reach the same one, best that of its own host`,
    );
  }
}

/** Enough to meet two agents that take turns, and to be likely to meet two that are chosen by chance. */
const QUESTIONS = 5;

/** Whether the address of Consul leads to one agent alone: what one is told, another does not know. */
export class OneAgent {
  readonly #agent: AgentClient;
  #areSeveral = false;

  constructor(agent: AgentClient) {
    this.#agent = agent;
  }

  /** Several have answered when it was last looked at. */
  get areSeveral(): boolean {
    return this.#areSeveral;
  }

  /** Asks who answers, several times and each on a new connection. Throws when it is not always the same. */
  async expect(): Promise<void> {
    const nodes = new Set<string>();
    this.#areSeveral = false;
    for (let asked = 0; asked < QUESTIONS && nodes.size < 2; asked++) {
      const node = await this.#agent.nodeName();
      // An agent need not say who it is.
      if (node === null) return;
      nodes.add(node);
    }
    if (nodes.size < 2) return;
    this.#areSeveral = true;
    throw new SeveralAgents(this.#agent.url, [...nodes].sort());
  }

  /** Why a registration was lost at once. Agents that do not say who they are have a catalog that they share. */
  async whyLost(service: { name: string; id: string }): Promise<Error> {
    const [entry] = await this.#agent.inCatalog(service.name, service.id);
    return new Error(
      entry === undefined
        ? 'the registration was lost at once'
        : `the agent does not know what the catalog has on the node ${entry.Node}: does the address of Consul lead to several agents?`,
    );
  }
}
