// Puts the version of canary-verify into the files that name it. `npm run version` runs it after changesets has counted up.
import { readFileSync, writeFileSync } from 'node:fs';

const FILES = [
  'ci/Dockerfile',
  'ci/gitlab.yml',
  'packages/canary-verify/docs/pipelines.md',
  'packages/canary-verify/docs/container.md',
  'packages/canary-verify/docs/single-file.md',
];
const { version } = JSON.parse(readFileSync('packages/canary-verify/package.json', 'utf8'));

for (const file of FILES) {
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replace(/(canary-verify(?:@v?|\/v|:))\d+\.\d+\.\d+/g, `$1${version}`));
}
