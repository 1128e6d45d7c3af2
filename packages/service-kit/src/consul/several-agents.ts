import type { AgentClient } from './agent-client.js';

/** One address that leads to more than one agent, by turns. */
export class SeveralAgents extends Error {
  override readonly name = 'SeveralAgents';

  constructor(url: string, nodes: readonly string[]) {
    super(
      `${url} leads to several agents (${nodes.join(', ')}), which do not know each other's services: a service must always reach the same one, best that of its own host`,
    );
  }
}

/** Enough to meet two agents that take turns, and to be likely to meet two that are chosen by chance. */
const QUESTIONS = 5;

/** Asks who answers, several times and each on a new connection; null if it is always the same, or if none may ask. */
export async function severalAgents(agent: AgentClient): Promise<SeveralAgents | null> {
  const nodes = new Set<string>();
  for (let asked = 0; asked < QUESTIONS && nodes.size < 2; asked++) {
    const node = await agent.nodeName();
    if (node === null) return null;
    nodes.add(node);
  }
  return nodes.size < 2 ? null : new SeveralAgents(agent.url, [...nodes].sort());
}
