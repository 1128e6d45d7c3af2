export { ConsulContainer, StartedConsulContainer } from './consul-container.js';
export { HaproxyContainer } from './haproxy-container.js';
export { StartedHaproxyContainer } from './started-haproxy-container.js';
