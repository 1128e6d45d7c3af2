import { expect, test } from 'vitest';
import { explain } from '../../src/index.js';
import { explanationText } from '../../src/reporters/explanation/explanation-text.js';
import { jsonText } from '../../src/reporters/json.js';
import { fakeServer, inTurn, replica } from '../fake-server.js';
import { fakeConsul } from '../output/fake-consul.js';
import { fakeHaproxy } from '../output/fake-haproxy.js';
import { closedValidator } from '../schemas/closed-validator.js';
import { kindsIn } from '../schemas/kinds.js';

const validate = closedValidator('explanation.schema.json');

const EVIL = '\u001b[2J\u009b31m\u202e<script>';

test('names of services, servers and checks reach no terminal unescaped', async () => {
  const service = `${EVIL}${'x'.repeat(200)}`;
  await using consul = await fakeServer(
    fakeConsul([
      { service, number: 1, port: 1001, status: 'critical' },
      { service: 'service-v2', number: 1, port: 2001 },
    ]),
  );
  await using haproxy = await fakeServer(
    fakeHaproxy(
      [
        { name: `${EVIL}1`, port: 1001, status: `UP ${EVIL}` },
        { name: 'canary-1', port: 2001 },
      ],
      { backend: EVIL, algorithm: EVIL },
    ),
  );
  await using server = await fakeServer(inTurn(replica('stable', 'a'), replica('canary', 'service-v2-1')));
  const explanation = await explain({
    target: server.url,
    consul: new URL(consul.url).origin,
    haproxyStats: [`${new URL(haproxy.url).origin}/stats`],
    services: { stable: service, canary: 'service-v2' },
    maxRequests: 20,
  });
  expect(explanation.diagnosis.length).toBeGreaterThan(0);
  const text = explanationText(explanation, false);
  for (const printed of [text, jsonText(explanation, 2)])
    expect(printed).not.toMatch(/(?!\n)\p{Control}|\p{Bidi_Control}/u);
  for (const line of text.split('\n'))
    if (!line.includes('https://')) expect(line.length, line).toBeLessThanOrEqual(80);
  expect(validate(JSON.parse(jsonText(explanation, 2))), JSON.stringify(validate.errors)).toBe(true);
});

test('the schema rejects documents that are not explanations', () => {
  expect(validate({ exitCode: 0 })).toBe(false);
});

test('the schema knows every cause that there are words for', async () => {
  const { CAUSE_WORDS } = await import('../../src/reporters/words/cause-text.js');
  expect(kindsIn('explanation.schema.json', 'Cause').sort()).toEqual(Object.keys(CAUSE_WORDS).sort());
});
