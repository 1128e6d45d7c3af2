/** One entry of Consul's answer to GET /v1/health/service/:service, as far as it is used. */
export interface HealthEntry {
  nodeAddress: string;
  service: {
    id: string;
    name: string;
    address: string;
    port: number;
    weights: { passing: number; warning: number };
  };
  checks: readonly Check[];
}

/** A check of an instance or of its node. What is not said is empty. */
export interface Check {
  id: string;
  name: string;
  status: string;
  output: string;
  notes: string;
}

/** Reads the answer, whatever it is. Throws an error that names what is wrong. */
export function readHealth(answer: unknown): HealthEntry[] {
  return listAt(answer, 'the answer').map((entry, index) => readEntry(entry, `number ${index + 1}`));
}

/**
 * Reads the names of services in the answer to GET /v1/catalog/services; a list has no names. Throws an error that names what is
 * wrong.
 */
export function readCatalog(answer: unknown): string[] {
  if (Array.isArray(answer)) return [];
  return Object.keys(objectAt(answer, 'the answer'));
}

function readEntry(entry: unknown, at: string): HealthEntry {
  const { Node, Service, Checks } = objectAt(entry, at);
  const node = objectAt(Node, `Node of ${at}`);
  const service = objectAt(Service, `Service of ${at}`);
  return {
    nodeAddress: textAt(node, 'Address', `Node of ${at}`),
    service: {
      id: textAt(service, 'ID', `Service of ${at}`),
      name: textAt(service, 'Service', `Service of ${at}`),
      address: textAt(service, 'Address', `Service of ${at}`),
      port: wholeAt(service, 'Port', `Service of ${at}`),
      weights: readWeights(service.Weights, `Weights of ${at}`),
    },
    checks: listAt(Checks, `Checks of ${at}`).map((check) => readCheck(check, `a check of ${at}`)),
  };
}

/** Consul before 1.2.3 knows no weights: each is 1. */
function readWeights(weights: unknown, at: string): { passing: number; warning: number } {
  if (weights === undefined || weights === null) return { passing: 1, warning: 1 };
  const given = objectAt(weights, at);
  return { passing: wholeAt(given, 'Passing', at), warning: wholeAt(given, 'Warning', at) };
}

function readCheck(check: unknown, at: string): Check {
  const given = objectAt(check, at);
  return {
    id: optionalTextAt(given, 'CheckID', at),
    name: optionalTextAt(given, 'Name', at),
    status: textAt(given, 'Status', at),
    output: optionalTextAt(given, 'Output', at),
    notes: optionalTextAt(given, 'Notes', at),
  };
}

type Fields = Readonly<Record<string, unknown>>;

function objectAt(value: unknown, at: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw wrong(`${at} must be an object`, value);
}

function listAt(value: unknown, at: string): unknown[] {
  if (Array.isArray(value)) return value;
  throw wrong(`${at} must be a list`, value);
}

function textAt(fields: Fields, name: string, at: string): string {
  const value = fields[name];
  if (typeof value === 'string') return value;
  throw wrong(`${name} in ${at} must be text`, value);
}

function optionalTextAt(fields: Fields, name: string, at: string): string {
  return fields[name] === undefined || fields[name] === null ? '' : textAt(fields, name, at);
}

/** Ports and weights: more than 16 bits have no meaning for DNS and TCP (RFC 2782). */
const MOST = 65_535;

function wholeAt(fields: Fields, name: string, at: string): number {
  const value = fields[name];
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MOST) return value;
  throw wrong(`${name} in ${at} must be a whole number from 0 to ${MOST}`, value);
}

function wrong(must: string, got: unknown): Error {
  return new Error(`Consul answered something that is not a list of services: ${must}; got ${kindOf(got)}`);
}

/** What stands there, without what a stranger has written. */
function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  return typeof value === 'string' ? 'text' : `${value}`;
}
