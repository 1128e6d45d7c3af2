import {
  type FakeServer,
  fakeServer,
  inTurn,
  replica,
} from '../../packages/canary-verify/test/fake-server.js';

/** A fake proxy before nine stable replicas and one canary, in exact turn. */
export function fakeNineAndOne(): Promise<FakeServer> {
  const stable = Array.from({ length: 9 }, (_, index) => replica('stable', `stable-${index + 1}`));
  return fakeServer(inTurn(...stable, replica('canary', 'canary-1')));
}
