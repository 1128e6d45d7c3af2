// The last step of a build: notes in the dist/ of the package in the current folder what it was built from.
import { writeFileSync } from 'node:fs';
import { hashesOfBuilt, hashOfSources, NOTE } from './built-from.mjs';

const folder = process.cwd();
const note = { sources: hashOfSources(folder), built: hashesOfBuilt(folder) };
writeFileSync(NOTE, `${JSON.stringify(note, null, 1)}\n`);
