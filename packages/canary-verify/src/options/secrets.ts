import { type Hiding, hiding, secretsInHeader } from '../text/known-secrets.js';
import { isSecretName, isSecretParameter } from '../text/masked.js';
import type { ResolvedOptions } from './options.js';
import type { Header } from './request-headers.js';
import type { Sources } from './sources.js';

/** Hides the secrets of a run wherever they appear: those that it sends to the target, to Consul and to HAProxy. */
export function hidingSecrets({ arms, target, request, consul, sources }: ResolvedOptions): Hiding {
  return hiding([
    ...arms.flatMap(({ headers }) => headers.flatMap(secretsOf)),
    ...secretsInUrl(target),
    ...secretsInBody(request.body),
    ...(consul?.token ? [consul.token] : []),
    ...(sources === null ? [] : secretsOfSources(sources)),
  ]);
}

/** Hides the secrets for Consul and HAProxy. */
export function secretsOfSources({ consul, haproxy }: Sources): string[] {
  return [
    ...(consul?.token ? [consul.token] : []),
    ...haproxy.flatMap((place) =>
      place.kind === 'page' && place.authorization !== null
        ? secretsInHeader('authorization', place.authorization)
        : [],
    ),
  ];
}

function secretsOf([name, value]: Header): string[] {
  return isSecretName(name) ? secretsInHeader(name, value) : [];
}

function secretsInUrl({ searchParams, username, password }: URL): string[] {
  return [decoded(username), decoded(password), ...secretsInParameters(searchParams)];
}

function secretsInParameters(parameters: URLSearchParams): string[] {
  return [...parameters].flatMap(([name, value]) => (isSecretParameter(name) ? [value] : []));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A form, or JSON. */
function secretsInBody(body: string | null): string[] {
  if (body === null) return [];
  try {
    return secretsInJson(JSON.parse(body), '');
  } catch {
    return secretsInParameters(new URLSearchParams(body));
  }
}

function secretsInJson(value: unknown, name: string): string[] {
  if (typeof value === 'string' || typeof value === 'number')
    return isSecretParameter(name) ? [String(value)] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => secretsInJson(one, Array.isArray(value) ? name : key));
}
