import { Console } from 'node:console';
import { Writable } from 'node:stream';
import pino from 'pino';
import { expect, test } from 'vitest';
import winston from 'winston';
import { logThrough } from '../../src/seen/log.js';

function sink(): { stream: Writable; lines: () => Record<string, unknown>[] } {
  let text = '';
  const stream = new Writable({
    write(chunk, _encoding, done) {
      text += chunk;
      done();
    },
  });
  const lines = () =>
    text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  return { stream, lines };
}

test('pino gets the level, the line and the fields', () => {
  const { stream, lines } = sink();
  logThrough(pino(stream)).warn('lost', { event: 'lost', instance: 'a' });
  expect(lines()).toMatchObject([{ level: 40, msg: 'service-kit: lost', event: 'lost', instance: 'a' }]);
});

test('winston gets them, too', async () => {
  const { stream, lines } = sink();
  const logger = winston.createLogger({ transports: [new winston.transports.Stream({ stream })] });
  logThrough(logger).error('lost', { event: 'lost', instance: 'a' });
  await new Promise(setImmediate);
  expect(lines()).toMatchObject([
    { level: 'error', message: 'service-kit: lost', event: 'lost', instance: 'a' },
  ]);
});

test('a console gets the line alone', () => {
  let printed = '';
  const stream = new Writable({
    write(chunk, _encoding, done) {
      printed += chunk;
      done();
    },
  });
  logThrough(new Console(stream)).info('back', { event: 'back' });
  expect(printed).toBe('service-kit: back\n');
});

test('a function gets all, and no credentials', () => {
  const got: unknown[] = [];
  const log = logThrough((line, about) => got.push(line, about));
  log.warn('cannot reach redis://:pa/ss@host', { reason: 'token=abc', attempt: 2 });
  expect(got).toEqual([
    'service-kit: cannot reach redis://***@host',
    { level: 'warn', fields: { reason: 'token=***', attempt: 2 } },
  ]);
});

test('nor does one that fails later: its rejection is caught', async () => {
  const log = logThrough(async () => {
    throw new Error('disk full');
  });
  // Vitest fails when nobody catches it.
  log.info('still here');
  await new Promise(setImmediate);
});

test('one that fails does not take the service with it', () => {
  const log = logThrough(() => {
    throw new Error('disk full');
  });
  expect(() => log.info('still here')).not.toThrow();
});
