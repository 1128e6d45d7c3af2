export type { ServerName, Tool, ToolName } from '../system/tool.js';
export type { AttachDefinition } from './attach-definition.js';
export { type AttachedTopology, attachTopology } from './attach-topology.js';
export { removeReused } from './compose/reused.js';
export type { ServiceNames, SystemDefinition, SystemServices } from './compose/system-definition.js';
export { dockerAnswers } from './docker-answers.js';
export { startTopology } from './start-topology.js';
export { findTools } from './toolbox/find-tools.js';
export type {
  ConfigurationChange,
  Replica,
  ServiceProgram,
  StartedTopology,
  TopologyDefinition,
  TopologyDriver,
  TopologySources,
  TopologyUrls,
} from './topology.js';
