import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from 'workbench/eventually';
import { freePort } from 'workbench/free-port';
import { parse } from 'yaml';
import { IMAGE_BUILDS } from './docker.js';
import { type RealSplit, realNineAndOne } from './real-split.js';
import { type Finished, fromRoot, run, succeed } from './run.js';

const page = readFileSync(fromRoot('packages/canary-verify/docs/container.md'), 'utf8');
const dockerfile = readFileSync(fromRoot('packaging/image/Dockerfile'), 'utf8');
const { version } = JSON.parse(readFileSync(fromRoot('packages/canary-verify/package.json'), 'utf8'));
const PUBLISHED = `ghcr.io/canary-verify/canary-verify:${version}`;
const { HAPROXY_IMAGE = 'haproxy:3.0.25', NODE_IMAGE } = process.env;

const commands = [...page.matchAll(/```sh\n([\s\S]*?)\n```/g)].map(([, lines = '']) => lines);
const snippets = new Map(
  [...page.matchAll(/```yaml\n# ([\w.-]+)[^\n]*\n([\s\S]*?)```/g)].map(([, name = '', yaml = '']) => [
    name,
    yaml,
  ]),
);
/** The commands of the page that have these words. */
const shown = (words: string) => commands.find((lines) => lines.includes(words)) ?? `false # ${words}`;

test('the page names the version that is released', () => {
  const named = [...page.matchAll(/canary-verify:(\d\S*?\d)(?=['\s])/g)].map(([, one]) => one);
  expect(named.length).toBeGreaterThan(6);
  expect(new Set(named)).toEqual(new Set([version]));
});

test('the page stops what it starts', () => expect(shown('docker stop')).toBe('docker stop canary-watch'));

test('the base is that of the compose file, and yaml the version of the lock file', () => {
  const base = (text: string) => /^ARG NODE_IMAGE=(\S+)$/m.exec(text)?.[1];
  expect(base(dockerfile)).toBe(base(readFileSync(fromRoot('fixtures/compose/Dockerfile'), 'utf8')));
  expect(page).toContain(`\`${base(dockerfile)}\``);
  const { packages } = JSON.parse(readFileSync(fromRoot('package-lock.json'), 'utf8'));
  expect(dockerfile).toContain(`ARG YAML_VERSION=${packages['node_modules/yaml'].version}\n`);
});

if (!IMAGE_BUILDS)
  test.skip('the image: left out, because no Docker engine answers, or NODE_IMAGE names no base', () => {});
else
  describe('the image', () => {
    const folder = mkdtempSync(join(tmpdir(), 'container-'));
    const image = `canary-verify-test:${process.pid}`;
    const containers = `canary-test-${process.pid}`;
    let split: RealSplit;

    beforeAll(async () => {
      split = await realNineAndOne();
      // As the page builds it; from the base and the registry that there are here.
      const registry = await succeed(['npm', 'config', 'get', 'registry'], folder);
      const base = NODE_IMAGE === undefined ? '' : `--build-arg NODE_IMAGE=${NODE_IMAGE}`;
      const args = `--network host --build-arg NPM_CONFIG_REGISTRY=${registry.trim()} ${base}`;
      const build = shown('npm pack')
        .replaceAll(/\bimage$|\bimage\b(?=\n)/gm, join(folder, 'context'))
        .replace('--tag canary-verify ', `--tag ${image} --force-rm --build-arg VERSION=${version} ${args} `);
      const done = await run(['bash', '-ec', build], fromRoot('.'), { DOCKER_BUILDKIT: '0' });
      expect(done.exitCode, printed(done)).toBe(0);
    });
    afterAll(async () => {
      await split[Symbol.asyncDispose]();
      await run(['docker', 'image', 'rm', '--force', image], folder);
      rmSync(folder, { recursive: true });
    });

    /** A text of the page, for the image and the proxy of this test. */
    const here = (text: string) =>
      text
        .replaceAll(PUBLISHED, image)
        .replaceAll(':48151/', `:${split.port}/`)
        .replaceAll('canary-watch', containers);
    const shell = (lines: string, cwd = folder): Promise<Finished> => run(['bash', '-ec', here(lines)], cwd);
    const inspect = async (format: string) =>
      JSON.parse(
        await succeed(['docker', 'image', 'inspect', '--format', `{{json ${format}}}`, image], folder),
      );
    const verifies = [shown('run --rm --network host'), shown('--cap-drop ALL'), shown('host-gateway')];

    test('says its version', async () => {
      const done = await run(['docker', 'run', '--rm', image, '--version'], folder);
      expect(done).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: '' });
    });

    test.each(verifies)('verifies the split of a HAProxy: %s', async (line) => {
      const done = await shell(line);
      expect(printed(done)).toMatch(/^✔ matches: \d+\.\d\d % of responses came from the canary/);
      expect(done.exitCode).toBe(0);
    });

    test('finds that a wrong expectation differs', async () => {
      const done = await shell(shown('--cap-drop ALL').replace('10%', '40%'));
      expect(done).toMatchObject({ exitCode: 1, stdout: expect.stringMatching(/^✘ differs/) });
    });

    test('is not run as root, is labelled, and has a small layer above its base', async () => {
      const id = await run(['docker', 'run', '--rm', '--entrypoint', 'id', image, '-u'], folder);
      expect(id.stdout).toBe('1000\n');
      const labels = await inspect('.Config.Labels');
      expect(labels).toMatchObject({
        'org.opencontainers.image.title': 'canary-verify',
        'org.opencontainers.image.version': version,
        'org.opencontainers.image.licenses': 'MIT',
        'org.opencontainers.image.source': 'https://github.com/canary-verify/canary-verify',
      });
      const sizes = await succeed(
        ['docker', 'history', '--human=false', '--format', '{{.Size}} {{.CreatedBy}}', image],
        folder,
      );
      const [, bytes = 'none'] = /^(\d+) .*\bCOPY\b/m.exec(sizes) ?? [];
      console.log(`our layer: ${bytes} bytes`);
      expect(Number(bytes)).toBeGreaterThan(1_000_000);
      expect(Number(bytes)).toBeLessThan(3_500_000);
    });

    test('writes reports of a read-only container into the mounted folder, and reads the options there', async () => {
      const work = join(folder, 'mounted folder');
      mkdirSync(work);
      expect(await shell(shown('--volume'), work)).toMatchObject({ exitCode: 0, stderr: '' });
      expect(JSON.parse(readFileSync(join(work, 'verdict.json'), 'utf8'))).toMatchObject({
        verdict: 'matches',
      });
      expect(readFileSync(join(work, 'report.html'), 'utf8')).toMatch(/^<!doctype html>/i);
      for (const [name, text] of [
        ['yaml', 'expect: 40%\n'],
        ['json', '{ "expect": "40%" }'],
        ['js', "module.exports = { expect: '40%' };"],
      ] as const) {
        const options = join(work, `canary-verify.config.${name}`);
        writeFileSync(options, text);
        const done = await shell(shown('--volume').replace('--expect 10%', ''), work);
        expect(done.exitCode, `${name}: ${printed(done)}`).toBe(1);
        rmSync(options);
      }
    });

    // Node is the first process of its container, which no signal ends that it does not listen to.
    test.each(['docker stop canary-watch', 'docker kill --signal INT canary-watch'])(
      'watches until `%s`, which it obeys',
      async (line) => {
        const port = await freePort();
        const started = await shell(shown('--detach').replace(':9464', `:${port}`));
        expect(started.exitCode, printed(started)).toBe(0);
        try {
          const metrics = () => fetch(`http://localhost:${port}/metrics`).catch(() => null);
          await eventually('watch answers', async () => (await metrics())?.ok);
          expect(await shell(line)).toMatchObject({ exitCode: 0 });
          expect(await succeed(['docker', 'wait', containers], folder)).toBe('130\n');
        } finally {
          await run(['docker', 'rm', '--force', containers], folder);
        }
      },
    );

    test('is a service of a compose file', async () => {
      const work = join(folder, containers);
      mkdirSync(work);
      writeFileSync(join(work, 'haproxy.cfg'), ANSWERS_ITSELF);
      writeFileSync(join(work, 'compose.yaml'), USERS_SYSTEM);
      writeFileSync(join(work, 'compose.verify.yaml'), here(snippets.get('compose.verify.yaml') ?? ''));
      try {
        await succeed(['docker', 'compose', 'up', '--detach', '--wait'], work);
        const done = await shell(shown('docker compose'), work);
        expect(printed(done)).toContain('✔ matches');
        expect(done.exitCode).toBe(0);
      } finally {
        await succeed(['docker', 'compose', 'down', '--timeout', '1'], work);
      }
    });

    test('is the base of the action of GitHub, which writes outputs and a summary', async () => {
      const ofAction = `${image}-action`;
      const args = ['--build-arg', `CANARY_VERIFY_IMAGE=${image}`, '--force-rm', '--tag', ofAction];
      await succeed(['docker', 'build', '--quiet', ...args, fromRoot('ci')], folder);
      try {
        // As GitHub's runner starts it: inputs in variables, outputs in files of the runner's user.
        const files = join(folder, 'file_commands');
        const workspace = join(folder, 'workspace');
        for (const one of [files, workspace]) mkdirSync(one);
        for (const one of ['output', 'summary']) writeFileSync(join(files, one), '');
        const given = {
          ...{ INPUT_EXPECT: '10%', INPUT_TARGET: split.url, INPUT_COMMENT: '' },
          INPUT_ARGS: '--reporter=json=verdict.json\n',
          GITHUB_OUTPUT: '/github/file_commands/output',
          GITHUB_STEP_SUMMARY: '/github/file_commands/summary',
        };
        const variables = Object.entries(given).flatMap(([name, value]) => ['--env', `${name}=${value}`]);
        const volumes = [
          '--volume',
          `${files}:/github/file_commands`,
          '--volume',
          `${workspace}:/github/workspace`,
        ];
        const place = ['--workdir', '/github/workspace', '--network', 'host'];
        const done = await run(
          ['docker', 'run', '--rm', ...place, ...volumes, ...variables, ofAction],
          folder,
        );
        expect(done.exitCode, printed(done)).toBe(0);
        expect(done.stdout).toContain('::notice title=canary-verify%3A matches::');
        expect(readFileSync(join(files, 'output'), 'utf8')).toMatch(
          /^exit-code=0\nverdict=matches\nshare=0\.\d+\n/,
        );
        expect(readFileSync(join(files, 'summary'), 'utf8')).toContain('matches');
        expect(JSON.parse(readFileSync(join(workspace, 'verdict.json'), 'utf8'))).toMatchObject({
          verdict: 'matches',
        });
      } finally {
        await run(['docker', 'image', 'rm', '--force', ofAction], folder);
      }
    });

    test('does the job of GitLab, which brings a shell', async () => {
      const work = join(folder, 'gitlab');
      mkdirSync(work);
      // GitLab's runner checks out so that every user may write.
      chmodSync(work, 0o777);
      const { 'canary-verify': job } = parse(here(snippets.get('.gitlab-ci.yml') ?? ''));
      expect(job.image.entrypoint).toEqual(['']);
      const variables = Object.entries(job.variables).flatMap(([name, value]) => [
        '--env',
        `${name}=${value}`,
      ]);
      const place = ['--network', 'host', '--volume', `${work}:/builds`, '--workdir', '/builds'];
      const call = ['--entrypoint', '', job.image.name, 'sh', '-ec', job.script.join('\n')];
      const done = await run(['docker', 'run', '--rm', ...place, ...variables, ...call], folder);
      expect(done.exitCode, printed(done)).toBe(0);
      expect(readFileSync(join(work, job.artifacts.reports.junit), 'utf8')).toMatch(
        /^<\?xml .*\n<testsuites/,
      );
    });

    test('does the Job of Kubernetes, with what it takes away', async () => {
      const { spec, kind } = parse(here(snippets.get('canary-verify-job.yaml') ?? ''));
      const {
        containers: [container],
        restartPolicy,
      } = spec.template.spec;
      expect({ kind, restartPolicy, backoffLimit: spec.backoffLimit }).toEqual({
        kind: 'Job',
        restartPolicy: 'Never',
        backoffLimit: 0,
      });
      expect(container.securityContext).toMatchObject({
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
      // Kubernetes takes only a number for no root.
      expect(await inspect('.Config.User')).toBe('1000:1000');
      const rights = ['--read-only', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges'];
      const args = container.args.map((word: string) =>
        word.replace('http://haproxy:8080', new URL(split.url).origin),
      );
      const done = await run(
        ['docker', 'run', '--rm', '--network', 'host', ...rights, container.image, ...args],
        folder,
      );
      expect(done).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^✔ matches/) });
    });
  });

/** A real HAProxy that answers by itself, every tenth request by chance as the canary. */
const ANSWERS_ITSELF = `defaults
  mode http
  timeout connect 5s
  timeout client 30s
  timeout server 30s
frontend shop
  bind :8080
  http-request return status 200 hdr X-Service-Track canary hdr X-Service-Version 2 if { rand(10) eq 0 }
  http-request return status 200 hdr X-Service-Track stable hdr X-Service-Version 1
`;

const USERS_SYSTEM = `services:
  haproxy:
    image: ${HAPROXY_IMAGE}
    user: root
    command: [haproxy, -f, /haproxy.cfg]
    volumes: ["./haproxy.cfg:/haproxy.cfg:ro"]
    healthcheck: { test: [CMD, bash, -c, ': < /dev/tcp/127.0.0.1/8080'], interval: 1s, retries: 30 }
`;

function printed({ stdout, stderr }: Finished): string {
  return stdout + stderr;
}
