import type { ClientHttp2Session, ClientHttp2Stream } from 'node:http2';

/**
 * Node aborts the whole process when it collects a session before a stream whose headers have not ended, as those of a
 * hostile server may (`CHECK_EQ(current_nghttp2_memory_, 0)` in its node_http2.cc). So each native session is held until
 * all of its native streams are collected.
 */
const held = new FinalizationRegistry<object>(() => {});

/** Holds the session for the sake of every stream that is opened on it from now on. */
export function holdForStreams(session: ClientHttp2Session): void {
  const open = session.request.bind(session);
  session.request = (...args) => {
    const stream = open(...args);
    if (stream.pending) stream.once('ready', () => holdFor(stream, session));
    else holdFor(stream, session);
    return stream;
  };
}

function holdFor(stream: ClientHttp2Stream, session: ClientHttp2Session): void {
  const [ofStream, ofSession] = [nativePart(stream), nativePart(session)];
  if (ofStream !== null && ofSession !== null) held.register(ofStream, ofSession);
}

/** What Node's own object stands for: it lets go of it when it is destroyed, so it cannot be asked for later. */
function nativePart(owner: object): object | null {
  const key = Object.getOwnPropertySymbols(owner).find(({ description }) => description === 'kHandle');
  const part: unknown = key === undefined ? undefined : Reflect.get(owner, key);
  return typeof part === 'object' ? part : null;
}
