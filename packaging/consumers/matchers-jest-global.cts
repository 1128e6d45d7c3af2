/// <reference types="jest" />
import { verify } from 'canary-verify';
import 'canary-verify/jest';

const url = 'http://localhost:48151/version';

export async function claims(): Promise<void> {
  await expect(url).toSplitTraffic('10%', { confidence: '99%', consul: 'http://localhost:8500' });
  await expect(new URL(url)).not.toSplitTraffic(0.5);
  await expect(url).toRouteHeader('X-Canary: always', { to: 'canary', leak: '1%', unmarked: '0%' });
  await expect(url).toRouteHeadersOf('haproxy.cfg', { frontend: 'shop' });
  await expect(url).toReachReplicas({ stable: 9, canary: 1 });
  await expect(url).toServeVersion('2.0.0');
  const verdict = await verify({ target: url, expect: '10%' });
  expect(verdict).toMatchVerdict('matches');
  await expect(verify({ target: url, expect: '10%' })).resolves.not.toMatchVerdict('differs');
  const answer: Promise<void> = expect(url).toSplitTraffic('10%');
  await answer;
  // @ts-expect-error a share is missing
  await expect(url).toSplitTraffic();
  // @ts-expect-error the claim gives the expectation
  await expect(url).toSplitTraffic('10%', { expect: '10%' });
  // @ts-expect-error there is no such version
  await expect(url).toRouteHeader('X-Canary: always', { to: 'nobody' });
  // @ts-expect-error what is not known is no claim
  expect(verdict).toMatchVerdict('undecided');
}
