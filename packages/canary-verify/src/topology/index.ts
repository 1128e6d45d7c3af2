export type { ServerName, Tool, ToolName } from '../system/tool.js';
export { dockerAnswers } from './docker-answers.js';
export { startTopology } from './start-topology.js';
export { findTools } from './toolbox/find-tools.js';
export type {
  Replica,
  ServiceProgram,
  StartedTopology,
  TopologyDefinition,
  TopologyDriver,
  TopologyUrls,
} from './topology.js';
