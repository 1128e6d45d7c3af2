// The tests of a suite, for each runner: `run-suites.ts` puts its imports before them. TARGET has nine stable replicas and a canary.
const { TARGET, MARKED, SLOW, NAMELESS } = process.env;
const NOBODY = 'http://127.0.0.1:1/version';

test('split', async () => {
  await expect(TARGET).toSplitTraffic('10%');
  await expect(new URL(TARGET)).toSplitTraffic('10%', { confidence: '95%' });
});
test('split refuted', () => expect(TARGET).toSplitTraffic('50%'));
test('not split', () => expect(TARGET).not.toSplitTraffic('50%'));
test('not split refuted', () => expect(TARGET).not.toSplitTraffic('10%'));

test('undecided', () => expect(TARGET).toSplitTraffic('10%', { maxRequests: 20 }));
test('not undecided', () => expect(TARGET).not.toSplitTraffic('10%', { maxRequests: 20 }));
test('unmeasured', () => expect(NOBODY).toSplitTraffic('10%'));
test('not unmeasured', () => expect(NOBODY).not.toSplitTraffic('10%'));

test('header', () => expect(MARKED).toRouteHeader('X-Canary: always', { to: 'canary', unmarked: '0%' }));
test('header refuted', () => expect(MARKED).toRouteHeader('X-Canary: Always', { to: 'canary' }));
test('not header', () => expect(MARKED).not.toRouteHeader('X-Canary: always', { to: 'stable' }));
test('unmarked refuted', () =>
  expect(MARKED).toRouteHeader('X-Canary: always', { to: 'canary', unmarked: '10%' }));
test('headers of', () => expect(MARKED).toRouteHeadersOf('haproxy.cfg'));
test('headers of refuted', () => expect(TARGET).toRouteHeadersOf('haproxy.cfg'));

test('replicas', () => expect(TARGET).toReachReplicas({ stable: 9, canary: 1 }));
test('replicas refuted', () => expect(TARGET).toReachReplicas({ stable: 9, canary: 2 }, { expect: '10%' }));
test('replicas without names', () => expect(NAMELESS).toReachReplicas({ stable: 9, canary: 1 }));
test('not replicas without names', () => expect(NAMELESS).not.toReachReplicas({ stable: 9, canary: 1 }));

test('version', () => expect(MARKED).toServeVersion('1.0.0'));
test('version refuted', () => expect(TARGET).toServeVersion('1.0.0'));

test('verdict', async () => {
  expect(await verify({ target: TARGET, expect: '10%' })).toMatchVerdict('matches');
  expect(await verify({ target: TARGET, expect: '50%' })).not.toMatchVerdict('matches');
  await expect(verify({ target: TARGET, expect: '50%' })).resolves.toMatchVerdict('differs');
});
test('verdict refuted', async () =>
  expect(await verify({ target: TARGET, expect: '50%' })).toMatchVerdict('matches'));
test('not verdict of nothing', async () =>
  expect(await verify({ target: NOBODY, expect: '50%' })).not.toMatchVerdict('matches'));

test('time-out', () => expect(SLOW).toSplitTraffic('10%'), 3_000);
test('no time', () => expect(TARGET).toSplitTraffic('10%'), 700);
test('asked again', async () => {
  for (let time = 1; time <= 2; time++)
    await expect(TARGET)
      .toSplitTraffic('50%')
      .catch((error) => (time === 2 ? Promise.reject(error) : null));
});
test('another claim', async () => {
  await expect(TARGET)
    .toSplitTraffic('50%')
    .catch(() => {});
  await expect(TARGET).toSplitTraffic('10%');
});
test('expectation twice', () => expect(TARGET).toSplitTraffic('10%', { expect: '50%' }));
test('no URL', () => expect({}).toSplitTraffic('10%'));
