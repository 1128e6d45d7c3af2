import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** The folders below lib and usr/lib of an unpacked tree that hold shared libraries, such as usr/lib/x86_64-linux-gnu. */
export async function libraryFolders(root: string): Promise<string[]> {
  const places = ['lib', 'usr/lib'].map((place) => join(root, place)).filter((place) => existsSync(place));
  const below = await Promise.all(
    places.map(async (place) => (await readdir(place)).map((entry) => join(place, entry))),
  );
  const candidates = [...places, ...below.flat()];
  const holding = await Promise.all(
    candidates.map(async (folder) =>
      (await readdir(folder).catch(() => [])).some((file) => file.includes('.so')),
    ),
  );
  return candidates.filter((_, index) => holding[index]);
}
