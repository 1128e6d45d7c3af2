import type { Kind } from '../option-reader.js';

/** An agent's HTTP API: where it is, and the path that everything of it lies below. */
export interface ConsulAddress {
  url: URL;
  /** A socket of this host, in the place of the URL's host and port. */
  socketPath: string | null;
  /** Without a slash at its end; mostly empty. */
  prefix: string;
}

/** How an address of Consul may be written. Without a scheme it is https where `secure` says so. */
export function consulAddress(secure: boolean): Kind<ConsulAddress> {
  return {
    wants:
      'host:port, http://host:port, https://host:port or unix:///path, perhaps with a path below, without credentials',
    read: (value) => (typeof value === 'string' ? readAddress(value, secure) : undefined),
  };
}

function readAddress(value: string, secure: boolean): ConsulAddress | undefined {
  if (value.startsWith('unix://')) return socketAt(value);
  const written = value.includes('://') ? value : `${secure ? 'https' : 'http'}://${value}`;
  const url = URL.canParse(written) ? new URL(written) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || url.hostname === '') return undefined;
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') return undefined;
  return { url: new URL(url.origin), socketPath: null, prefix: url.pathname.replace(/\/+$/, '') };
}

function socketAt(value: string): ConsulAddress | undefined {
  if (!/^unix:\/\/\/./.test(value)) return undefined;
  return {
    url: new URL('http://localhost'),
    socketPath: decodeURIComponent(new URL(value).pathname),
    prefix: '',
  };
}
