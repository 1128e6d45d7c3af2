import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

/** A certificate and its key, PEM. */
export interface Certificate {
  cert: string;
  key: string;
  /** What makes it an authority of others. */
  issuer: Issuer;
}

interface Issuer {
  name: string;
  key: KeyObject;
}

export interface CertificateOptions {
  /** Host names it is for. */
  names?: readonly string[];
  /** IPv4 addresses it is for. */
  addresses?: readonly string[];
  from?: Date;
  to?: Date;
  /** The authority that signs it; none: itself. */
  by?: Certificate;
  /** It may sign others. */
  authority?: boolean;
}

const DAY_MS = 86_400_000;

/** Makes an X.509 certificate (RFC 5280) by Node's own means: no program has to be installed. */
export function certificate(name: string, options: CertificateOptions = {}): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const issuer = options.by?.issuer ?? { name, key: privateKey };
  const { from = new Date(Date.now() - DAY_MS), to = new Date(Date.now() + 30 * DAY_MS) } = options;
  const content = sequence(
    der(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.from([1, ...randomBytes(8)])),
    ECDSA_SHA256,
    commonName(issuer.name),
    sequence(time(from), time(to)),
    commonName(name),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(...extensions(options))),
  );
  const signature = sign('sha256', content, issuer.key);
  const whole = sequence(content, ECDSA_SHA256, der(3, Buffer.from([0]), signature));
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${whole.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    issuer: { name, key: privateKey },
  };
}

function extensions({ names = [], addresses = [], authority = false }: CertificateOptions): Buffer[] {
  const alternatives = [
    ...names.map((name) => der(0x82, Buffer.from(name))),
    ...addresses.map((address) => der(0x87, Buffer.from(address.split('.').map(Number)))),
  ];
  return [
    ...(authority ? [extension('551d13', sequence(der(1, Buffer.from([255]))))] : []),
    ...(alternatives.length === 0 ? [] : [extension('551d11', sequence(...alternatives))]),
  ];
}

function extension(id: string, content: Buffer): Buffer {
  return sequence(object(id), der(4, content));
}

function commonName(name: string): Buffer {
  return sequence(der(0x31, sequence(object('550403'), der(12, Buffer.from(name)))));
}

function time(date: Date): Buffer {
  return der(0x18, Buffer.from(date.toISOString().replace(/[-:T]|\.\d+/g, '')));
}

function integer(bytes: Buffer): Buffer {
  return der(2, bytes);
}

function object(id: string): Buffer {
  return der(6, Buffer.from(id, 'hex'));
}

function sequence(...parts: Buffer[]): Buffer {
  return der(0x30, ...parts);
}

/** A tag, a length and the content (X.690, section 8.1). */
function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size =
    length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, Math.floor(length / 256), length % 256];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const ECDSA_SHA256: Buffer = sequence(object('2a8648ce3d040302'));
