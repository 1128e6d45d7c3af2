import { proxyIndex } from '../rules/proxy-index.js';
import type { Rule } from '../rules/rules.js';
import { readAddress } from './addresses.js';
import { doubtExpression } from './asking.js';
import type { Fetch } from './header-fetches.js';
import { int, type SampleValue, str } from './sample-value.js';

/** The address of the client. */
export const source: Fetch = (_, asking) => {
  const { source: text } = asking.message;
  if (typeof text !== 'string') return [text];
  const address = readAddress(text);
  return [
    address === null
      ? doubtExpression(asking, 'the address of the client is not known')
      : { kind: 'ip', ...address },
  ];
};

/** Facts about the certificate of a client that has none. Without TLS there is nothing to ask. */
export const ofCertificate =
  (without: () => SampleValue[]): Fetch =>
  (_, asking) => {
    const { tls, certificate } = asking.message;
    if (certificate) return [doubtExpression(asking, "what the client's certificate says is not known here")];
    return tls ? without() : [];
  };

/** TLS that goes through HAProxy as it is can be looked at in TCP mode, if a rule of `content` has waited for it. */
const ofHello =
  (told: (sni: string) => SampleValue[]): Fetch =>
  (_, asking) => {
    const { tls, sni } = asking.message;
    if (asking.mode !== 'tcp') return [doubtExpression(asking, 'it is for TCP mode')];
    const waits = proxyIndex(asking.rules).frontends.get(asking.frontend)?.rules.some(waitsForHello) ?? false;
    if (!waits) return [doubtExpression(asking, 'no rule of tcp-request content waits for it')];
    return tls || sni === null ? [] : told(sni);
  };

function waitsForHello({ phase, condition }: Rule): boolean {
  const tests = (condition?.alternatives ?? []).flat().flatMap(({ acl }) => acl.tests);
  return (
    phase === 'content' &&
    tests.some((test) => test.kind === 'known' && /^req[._]ssl_/.test(test.expression.fetch.name))
  );
}

export const helloType: Fetch = ofHello(() => [int(1)]);
export const helloName: Fetch = ofHello((sni) => [str(sni)]);
