import { ConsulContainer, HaproxyContainer } from 'canary-verify/testcontainers';
import { GenericContainer } from 'testcontainers';

const consul: GenericContainer = new ConsulContainer('hashicorp/consul:1.20.6').withNetworkAliases('consul');
const haproxy: GenericContainer = new HaproxyContainer('haproxy:3.0.25').withServers('shop', ['web:8080']);
console.log(consul instanceof GenericContainer, haproxy instanceof GenericContainer);
