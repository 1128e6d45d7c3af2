// Writes, beside each ES module that the package in the current folder exports, what require() and its types resolve to.
import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';

const { exports } = JSON.parse(readFileSync('package.json', 'utf8'));

for (const { require: commonjs, default: module } of Object.values(exports)) {
  if (commonjs === undefined) continue;
  const from = `./${basename(module)}`;
  // The one and same module: a second copy would have an UsageError of its own, which no instanceof finds. Jest puts a require()
  // in the place of Node's that knows no ES modules, by a class that extends Node's: there Node's own is asked.
  writeFileSync(
    commonjs,
    `const above = Object.getPrototypeOf(require('node:module'));
module.exports = above.createRequire === undefined ? require('${from}') : above.createRequire(__filename)('${from}');
`,
  );
  // Only TypeScript's node16 and node18 modes need the second line: they do not know that Node can require() ES modules.
  writeFileSync(commonjs.replace(/cjs$/, 'd.cts'), `// @ts-ignore TS1479\nexport * from '${from}';\n`);
}
