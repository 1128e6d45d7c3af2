import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { freePorts } from '../../src/topology/free-port.js';
import { type RunningHaproxy, runHaproxy } from '../haproxy/run-haproxy.js';
import { printed } from '../output/printed.js';
import { runConsul } from './run-consul.js';
import { shopHaproxy } from './shop-haproxy.js';

const bin = fileURLToPath(new URL('../../bin/canary-verify.js', import.meta.url));
let folder: string;
let haproxy: RunningHaproxy;
let door = 0;
let otherDoor = 0;

const config = (socket: string) => shopHaproxy({ folder, door })(socket);

const place = (name: string) => join(folder, name);
const rollout = (...argv: string[]) =>
  printed(['rollout', ...argv, '--state', place('state')], { cwd: folder });

function writePlan(name: string, more: object): void {
  const plan = {
    name,
    target: `http://127.0.0.1:${door}/version`,
    ...{ map: place('share.map'), mapAll: 1000, mapFile: place('share.map'), haproxyStats: haproxy.socket },
    ...{ steps: ['10%', '50%'], ...more },
  };
  writeFileSync(place(`${name}.json`), JSON.stringify(plan));
}

const shareInFile = () => Number(/shop (\d+)/.exec(readFileSync(place('share.map'), 'utf8'))?.[1]);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rollout-'));
  [door = 0, otherDoor = 0] = await freePorts(2);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A new HAProxy for each test: what it was told is gone with it. */
async function startHaproxy(failing = 0): Promise<void> {
  writeFileSync(place('share.map'), 'shop 0\n');
  writeFileSync(place('failing.map'), `failing ${failing}\n`);
  rmSync(place('running.sock'), { force: true });
  haproxy = await runHaproxy(folder, config);
}
afterEach(() => haproxy[Symbol.asyncDispose]());

/** Starts a rollout, or goes on with one, as a process of its own. */
function startRunner(name: string, verb = 'start') {
  const what = verb === 'start' ? place(`${name}.json`) : name;
  const argv = [bin, 'rollout', verb, what, '--state', place('state')];
  return spawn(process.execPath, argv, { stdio: 'ignore' });
}

/** Waits until the journal has a line like this. */
async function untilJournal(name: string, like: RegExp): Promise<void> {
  const file = place(`state/${name}.jsonl`);
  const until = Date.now() + 30_000;
  while (!existsSync(file) || !like.test(readFileSync(file, 'utf8'))) {
    if (Date.now() > until) throw new Error(`no line like ${like} in 30 s`);
    await delay(20);
  }
}

describe('a rollout through a real HAProxy', () => {
  test('is planned, started, promoted and told', async () => {
    await startHaproxy();
    writePlan('good', { steps: ['10%', { share: '50%', pause: true }] });
    const planned = await rollout('plan', 'good.json');
    expect(planned.output).toMatch(
      /^good: every step can be set in every place\n {2}step 1 {2}10 % ± 3 points\n/,
    );
    expect(planned.exitCode).toBe(0);
    expect(shareInFile()).toBe(0);

    const started = await rollout('start', 'good.json');
    expect(started.output).toMatch(/step 1 of 3 \(10 %\): ✔ matches/);
    expect(started.output).toContain('good: held at step 2 of 3 (50 %): the plan pauses behind this step');
    expect(started.exitCode).toBe(2);
    expect(shareInFile()).toBe(500);
    expect((await rollout('start', 'good.json')).output).toContain(
      'the rollout good has not ended, it is held',
    );

    const promoted = await rollout('promote', 'good', '--reason', 'looks well');
    expect(promoted.output).toContain('succeeded: all requests go to the canary');
    expect(promoted.exitCode).toBe(0);
    expect(shareInFile()).toBe(1000);
    const log = await rollout('log', 'good', '--json');
    expect(log.output).toContain('"reason":"looks well"');
    expect((await rollout('abort', 'good')).output).toContain(
      'rollout abort good means nothing now: it is succeeded',
    );
  });

  test('of a broken canary goes back, and it is proven that nothing reaches it', async () => {
    await startHaproxy(200);
    writePlan('broken', {});
    const started = await rollout('start', 'broken.json');
    expect(started.output).toMatch(/going back: the canary is worse/);
    expect(started.output).toMatch(/0 %: ✔ matches, 0\.00 % measured/);
    expect(started.output).toContain('broken: rolled-back: the canary is worse');
    expect(started.exitCode).toBe(1);
    expect(shareInFile()).toBe(0);
    expect((await rollout('status', 'broken')).exitCode).toBe(1);
  });

  test('is aborted while another process runs it', async () => {
    await startHaproxy();
    writePlan('running', { steps: [{ share: '10%', bake: '10m' }] });
    const runner = startRunner('running');
    const closed = once(runner, 'close');
    await untilJournal('running', /"type":"passed"/);
    const other = await rollout('start', 'running.json');
    expect(other.exitCode).toBe(4);
    const status = await rollout('status', 'running', '--json');
    expect(JSON.parse(status.output)).toMatchObject({ state: 'baking', attended: true, exitCode: 0 });
    expect((await rollout('status', 'running')).output).toMatch(
      /\d % measured \(.* to .*\), 0 of [\d,]+ requests failed, 0\.\d+ % of the error rate of 1 % left\n/,
    );
    const watched = Promise.all([
      rollout('status', 'running', '--watch'),
      rollout('status', 'running', '--watch', '--json'),
    ]);
    await rollout('abort', 'running', '--reason', 'wrong build');
    await closed;
    const [seen, records] = await watched;
    expect(seen.output).toMatch(
      /running starts: 10 %[\s\S]*going back: wrong build[\s\S]*running: rolled-back/,
    );
    expect(seen.exitCode).toBe(1);
    const types = records.output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).type);
    expect(types.slice(0, 3)).toEqual(['started', 'setting', 'set']);
    expect(records.exitCode).toBe(1);
    expect(runner.exitCode).toBe(1);
    expect((await rollout('status', 'running')).output).toBe('running: rolled-back: wrong build\n');
    expect(shareInFile()).toBe(0);
  });

  test('whose runner is killed stands still, says so, and goes on', async () => {
    await startHaproxy();
    writePlan('killed', { steps: [{ share: '10%', bake: '2s' }] });
    const runner = startRunner('killed');
    const closed = once(runner, 'close');
    await untilJournal('killed', /"type":"passed"/);
    runner.kill('SIGKILL');
    await closed;
    const status = await rollout('status', 'killed');
    expect(status.output).toContain('nobody runs it, and nothing moves');
    expect(status.exitCode).toBe(2);
    expect(shareInFile()).toBe(100);
    const resumed = await rollout('resume', 'killed');
    expect(resumed.output).toContain('killed: succeeded');
    expect(resumed.exitCode).toBe(0);
  });

  test('is held where somebody else changes the share', async () => {
    await startHaproxy();
    writePlan('changing', {
      mapFile: undefined,
      steps: [{ share: '10%', bake: '10m' }],
      on: { over: 'pause' },
    });
    const runner = startRunner('changing');
    const closed = once(runner, 'close');
    await untilJournal('changing', /"type":"passed"/);
    const argv = ['share', '12%', '--map', place('share.map'), '--map-all', '1000'];
    await printed([...argv, '--haproxy-stats', haproxy.socket, `http://127.0.0.1:${door}/version`], {});
    await closed;
    expect(runner.exitCode).toBe(2);
    expect((await rollout('status', 'changing')).output).toContain(
      `${haproxy.socket} has 120 of 1000, set by somebody else or lost`,
    );
    expect((await rollout('abort', 'changing')).exitCode).toBe(1);
  });

  test('is held where HAProxy is gone, and goes back when it is there again', async () => {
    await startHaproxy();
    writePlan('gone', { mapFile: undefined, steps: [{ share: '10%', bake: '10m' }] });
    const runner = startRunner('gone');
    const closed = once(runner, 'close');
    await untilJournal('gone', /"type":"passed"/);
    await haproxy[Symbol.asyncDispose]();
    await closed;
    expect(runner.exitCode).toBe(2);
    await startHaproxy();
    expect((await rollout('abort', 'gone')).exitCode).toBe(1);
  });

  test('Ctrl-C holds it, and nothing moves', async () => {
    await startHaproxy();
    writePlan('stopped', { steps: [{ share: '10%', bake: '10m' }] });
    const runner = startRunner('stopped');
    const closed = once(runner, 'close');
    await untilJournal('stopped', /"type":"passed"/);
    runner.kill('SIGINT');
    await closed;
    expect(runner.exitCode).toBe(130);
    expect((await rollout('status', 'stopped')).output).toContain('held at step 1 of 2 (10 %): interrupted');
    expect(shareInFile()).toBe(100);
  });

  test('whose plan has changed since does not go on, but can be aborted', async () => {
    await startHaproxy();
    writePlan('changed', { steps: [{ share: '10%', pause: true }] });
    expect((await rollout('start', 'changed.json')).exitCode).toBe(2);
    writePlan('changed', { steps: [{ share: '10%', pause: true }, '20%'] });
    const promoted = await rollout('promote', 'changed');
    expect(promoted.output).toContain('has changed since the rollout started');
    expect(promoted.exitCode).toBe(4);
    expect((await rollout('abort', 'changed')).exitCode).toBe(1);
  });

  test('scales before it gives a share, takes the old replicas away, and is undone', async () => {
    await startHaproxy();
    writeFileSync(place('stable.count'), '4');
    writeFileSync(place('canary.count'), '0');
    const counts = () =>
      ['stable', 'canary'].map((track) => readFileSync(place(`${track}.count`), 'utf8').trim());
    writePlan('scaling', {
      scale: {
        setCommand: `echo {count} > ${place('{track}.count')}`,
        getCommand: `cat ${place('{track}.count')}`,
      },
      ...{ drain: '0s', warmUp: '0s' },
      steps: ['10%', { share: '50%', replicas: 3 }],
    });
    expect((await rollout('plan', 'scaling.json')).output).toContain('step 2  50 % ± 3 points, 3 replicas\n');
    const started = await rollout('start', 'scaling.json');
    expect(started.output).toContain('step 2 of 3 (50 %): the canary version has 3 replicas (1 before)');
    expect(started.output).toContain('scaling: succeeded\n  next  canary-verify rollout undo scaling\n');
    expect(counts()).toEqual(['0', '4']);
    const undone = await rollout('undo', 'scaling', '--reason', 'wrong after all');
    expect(undone.output).toContain('scaling: rolled-back: wrong after all');
    expect(undone.exitCode).toBe(1);
    expect(counts()).toEqual(['4', '0']);
    expect(shareInFile()).toBe(0);
  });

  test('of the next release goes the other way, with the roles of the slots exchanged', async () => {
    await startHaproxy();
    writeFileSync(place('stable.count'), '4');
    writeFileSync(place('canary.count'), '0');
    const counts = () =>
      ['stable', 'canary'].map((track) => readFileSync(place(`${track}.count`), 'utf8').trim());
    const usual = {
      scale: {
        setCommand: `echo {count} > ${place('{track}.count')}`,
        getCommand: `cat ${place('{track}.count')}`,
      },
      ...{ drain: '0s', warmUp: '0s' },
    };
    writePlan('next', usual);
    expect((await rollout('start', 'next.json')).exitCode).toBe(0);
    expect([shareInFile(), ...counts()]).toEqual([1000, '0', '4']);

    const again = await rollout('start', 'next.json');
    expect(again.output).toContain(
      'the canary of next has 100 % already, so there is nothing to roll out. For the next release the slots exchange their roles: deploy it to the other slot, and set exchanged to true',
    );
    expect(again.exitCode).toBe(4);

    // The slot that serves calls itself the canary.
    writePlan('next', { ...usual, exchanged: true });
    const mixedUp = await rollout('start', 'next.json');
    expect(mixedUp.output).toContain(
      "the canary of next has 0 %, but 100 % of the answers count as the canary's",
    );
    expect(mixedUp.exitCode).toBe(3);
    expect([shareInFile(), ...counts()]).toEqual([1000, '0', '4']);

    const told = { by: 'header:x-service-track', canary: 'stable', stable: 'canary' };
    const steps = ['10%', { share: '50%', pause: true }];
    writePlan('next', { ...usual, ...told, exchanged: true, steps });
    const started = await rollout('start', 'next.json');
    expect(started.output).toContain('step 2 of 3 (50 %): the canary version has 2 replicas (1 before)');
    expect(started.output).toContain('next: held at step 2 of 3 (50 %): the plan pauses behind this step');
    expect([shareInFile(), ...counts()]).toEqual([500, '2', '4']);
    // To abort with other roles would give everything to the new version.
    writePlan('next', { ...usual, ...told, steps });
    const other = await rollout('abort', 'next');
    expect(other.output).toContain(
      'has other roles of the slots now than the rollout: set exchanged to true',
    );
    expect(other.exitCode).toBe(4);
    writePlan('next', { ...usual, ...told, exchanged: true, steps });
    expect((await rollout('promote', 'next')).exitCode).toBe(0);
    expect([shareInFile(), ...counts()]).toEqual([0, '4', '0']);
    expect((await rollout('start', 'next.json')).output).toContain('set exchanged to false in the plan');
    expect((await rollout('undo', 'next')).exitCode).toBe(1);
    expect([shareInFile(), ...counts()]).toEqual([1000, '0', '4']);
  });

  test('goes by the tolerance and the confidence of its plan', async () => {
    await startHaproxy();
    writePlan('sure', {
      ...{ steps: ['10%', { share: '50%', pause: true }], tolerance: '20%', confidence: '99.9%' },
    });
    expect((await rollout('plan', 'sure.json')).output).toContain(
      'step 1  10 % ± 2 points\n  step 2  50 % ± 10 points',
    );
    expect((await rollout('start', 'sure.json')).exitCode).toBe(2);
    const [first] = readFileSync(place('state/sure.jsonl'), 'utf8')
      .split('\n')
      .filter((line) => line.includes('"type":"verdict"'));
    expect(JSON.parse(first ?? '')).toMatchObject({ confidence: 0.9995 });
    expect((await rollout('status', 'sure')).output).toContain('0.033 % of the error rate of 0.1 % left');
    expect((await rollout('abort', 'sure')).exitCode).toBe(1);
  });

  test('whose share is set by commands may count replicas that HAProxy sends requests to', async () => {
    await startHaproxy();
    writePlan('counted', {
      ...{ map: undefined, mapAll: undefined, mapFile: undefined, setCommand: 'true', getCommand: 'echo 10' },
      scale: { setCommand: 'true', getCommand: 'echo 4', backends: 'nothing+like-it' },
    });
    const { output, exitCode } = await rollout('plan', 'counted.json');
    expect(output).toContain(
      'canary-verify: the replicas of "echo 4" could not be counted: no backend is called',
    );
    expect(exitCode).toBe(3);
  });

  test('that asks too much of few replicas is refused before anything moves', async () => {
    await startHaproxy();
    writeFileSync(place('stable.count'), '4');
    writePlan('few', {
      scale: { setCommand: 'false', getCommand: `cat ${place('stable.count')}` },
      steps: [{ share: '50%', replicas: 1 }],
    });
    const refused = await rollout('start', 'few.json');
    expect(refused.output).toContain('step 1 of few asks too much: 1 replica would carry what 2 of');
    expect(refused.exitCode).toBe(4);
    writePlan('few', { steps: [{ share: '50%', replicas: 1 }] });
    expect((await rollout('plan', 'few.json')).output).toContain(
      'step 1 of few has replicas, but nothing scales them',
    );
  });

  test('is adopted at the step that stands there, when its journal is lost', async () => {
    await startHaproxy();
    writePlan('lost', { steps: [{ share: '10%', pause: true }, '50%'] });
    await rollout('start', 'lost.json');
    rmSync(place('state/lost.jsonl'));
    const adopted = await rollout('adopt', 'lost.json');
    expect(adopted.output).toContain('lost: held at step 1 of 3 (10 %): adopted from what stands there');
    expect(adopted.exitCode).toBe(2);
    const resumed = await rollout('resume', 'lost');
    expect(resumed.output).toContain('held at step 1 of 3 (10 %): the plan pauses behind this step');
    expect((await rollout('promote', 'lost')).output).toContain('lost: succeeded');
    const argv = [
      'share',
      '33%',
      '--map',
      place('share.map'),
      '--map-all',
      '1000',
      '--map-file',
      place('share.map'),
    ];
    await printed([...argv, '--haproxy-stats', haproxy.socket, `http://127.0.0.1:${door}/version`], {});
    expect((await rollout('adopt', 'lost.json')).output).toContain(
      'no step of lost has the share that stands there now, 33 %, 33 %',
    );
  });

  test('of the same share is refused while another one moves it, by whatever name', async () => {
    await startHaproxy();
    writePlan('first', { steps: [{ share: '10%', bake: '10m' }] });
    const runner = startRunner('first');
    const closed = once(runner, 'close');
    await untilJournal('first', /"type":"passed"/);
    writePlan('second', {});
    const second = await rollout('start', 'second.json');
    expect(second.output).toMatch(/a rollout of the map .* is run by process \d+/);
    expect(second.exitCode).toBe(4);
    await rollout('abort', 'first');
    await closed;
  });

  test('waits for promote while it is watched, and goes back if nobody comes', async () => {
    await startHaproxy();
    writePlan('waiting', {
      steps: [
        { share: '10%', pause: '10m' },
        { share: '50%', pause: '1s', otherwise: 'abort' },
      ],
    });
    const runner = startRunner('waiting');
    const closed = once(runner, 'close');
    await untilJournal('waiting', /"type":"baked"/);
    expect(JSON.parse((await rollout('status', 'waiting', '--json')).output)).toMatchObject({
      state: 'waiting',
    });
    expect((await rollout('promote', 'waiting')).exitCode).toBe(0);
    await closed;
    expect(runner.exitCode).toBe(1);
    expect((await rollout('status', 'waiting')).output).toContain('nobody said promote in time');
  });

  test('whose marked requests reach the canary alone goes on to shares', async () => {
    await startHaproxy();
    writePlan('marked', { steps: [{ header: 'X-Canary: always' }, '10%'] });
    const started = await rollout('start', 'marked.json');
    expect(started.output).toContain('step 1 of 3 (X-Canary: always): ✔ matches');
    expect(started.exitCode).toBe(0);
    writePlan('unmarked', { steps: [{ header: 'X-Unknown: 1' }] });
    await printed(
      [
        ...[
          'share',
          '0%',
          '--map',
          place('share.map'),
          '--map-all',
          '1000',
          '--map-file',
          place('share.map'),
        ],
        ...['--haproxy-stats', haproxy.socket, `http://127.0.0.1:${door}/version`],
      ],
      {},
    );
    expect((await rollout('start', 'unmarked.json')).output).toContain(
      'held at step 1 of 2 (X-Unknown: 1): the canary gets less than it should',
    );
    await rollout('abort', 'unmarked');
  });

  test('with its state in Consul outlives its runner and its folder', async () => {
    await startHaproxy();
    await using consul = await runConsul();
    const state = `consul://${new URL(consul.url).host}/shop/rollouts`;
    const verb = (...argv: string[]) => printed(['rollout', ...argv, '--state', state], { cwd: folder });
    writePlan('far', { steps: [{ share: '10%', bake: '2s' }] });
    const argv = [bin, 'rollout', 'start', place('far.json'), '--state', state];
    const runner = spawn(process.execPath, argv, { stdio: 'ignore' });
    const closed = once(runner, 'close');
    await vi.waitFor(async () => expect((await verb('log', 'far')).output).toContain('watched for 2 s'), {
      timeout: 60_000,
      interval: 50,
    });
    expect((await verb('start', 'far.json')).output).toContain('the rollout far has not ended, it is baking');
    runner.kill('SIGKILL');
    await closed;
    expect((await verb('status', 'far')).output).toContain('nobody runs it, and nothing moves');
    const resumed = await verb('resume', 'far');
    expect(resumed.output).toContain('far: succeeded');
    expect(resumed.exitCode).toBe(0);
    expect((await verb('abort', 'far')).exitCode).toBe(4);
  });

  test('whose disk is full does nothing more, and goes on when there is room', async () => {
    await startHaproxy();
    writePlan('full', { steps: ['10%', '20%', '30%', '40%', '50%'] });
    // A file may have this many blocks of 512 bytes: more than the first line, and less than the whole journal.
    const line = `ulimit -f 8; exec "$0" "$@"`;
    const argv = [process.execPath, bin, 'rollout', 'start', place('full.json'), '--state', place('state')];
    const runner = spawn('/bin/sh', ['-c', line, ...argv], { stdio: ['ignore', 'ignore', 'pipe'] });
    const [said] = await Promise.all([text(runner.stderr), once(runner, 'close')]);
    expect(said).toContain('canary-verify: the journal could not be written: EFBIG');
    expect(runner.exitCode).toBe(70);
    const stands = shareInFile();
    expect(stands).toBeGreaterThan(0);
    expect((await rollout('status', 'full')).output).toContain('nobody runs it, and nothing moves');
    expect(shareInFile()).toBe(stands);
    expect((await rollout('resume', 'full')).output).toContain('full: succeeded');
  });

  test('of which one of two HAProxies is gone is held; the way back empties the other one at once', async () => {
    await startHaproxy();
    const other = mkdtempSync(join(tmpdir(), 'rollout-'));
    const onOtherDoor = (socket: string) => config(socket).replace(`:${door}`, `:${otherDoor}`);
    const second = await runHaproxy(other, onOtherDoor);
    writePlan('two', {
      haproxyStats: [haproxy.socket, second.socket],
      steps: [{ share: '10%', bake: '10m' }],
      mapFile: undefined,
    });
    const runner = startRunner('two');
    const closed = once(runner, 'close');
    await untilJournal('two', /"type":"passed"/);
    await second[Symbol.asyncDispose]();
    await closed;
    expect(runner.exitCode).toBe(2);
    expect((await rollout('status', 'two')).output).toContain(`${second.socket} could not be read`);
    const aborting = startRunner('two', 'abort');
    const ended = once(aborting, 'close');
    // Only one of both places is set.
    await untilJournal('two', /"places":\[\{[^{]*"now":"0 of 1000"\}\]/);
    rmSync(second.socket, { force: true });
    await using _again = await runHaproxy(other, onOtherDoor);
    await ended;
    expect(aborting.exitCode).toBe(1);
    rmSync(other, { recursive: true, force: true });
  });

  test('whose HAProxy is started anew mid-step has lost the share: it is held, and set again', async () => {
    await startHaproxy();
    writePlan('anew', { mapFile: undefined, steps: [{ share: '10%', bake: '10m' }] });
    const runner = startRunner('anew');
    const closed = once(runner, 'close');
    await untilJournal('anew', /"type":"passed"/);
    await haproxy[Symbol.asyncDispose]();
    await startHaproxy();
    await closed;
    expect(runner.exitCode).toBe(2);
    // Whether it was seen away or back without the share.
    expect((await rollout('status', 'anew')).output).toMatch(
      /could not be read|set by somebody else or lost/,
    );
    const again = startRunner('anew', 'resume');
    const ended = once(again, 'close');
    await untilJournal('anew', /"type":"passed".*"type":"passed"/s);
    expect((await rollout('abort', 'anew')).exitCode).toBe(1);
    await ended;
  });
});
