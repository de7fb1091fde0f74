import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';

const SCHEMA = 'schema/minimesos.schema.json';

/** Where an editor finds the schema: in the package beside the file, if it is installed there, so that it is found elsewhere, too. */
export function schemaFor(directory: string): string {
  for (let parent = directory; ; parent = dirname(parent)) {
    const path = join(parent, 'node_modules/minimesos', SCHEMA);
    if (existsSync(path)) return relativePath(directory, path);
    if (parent === dirname(parent)) break;
  }
  return join(dirname(createRequire(import.meta.url).resolve('minimesos/package.json')), SCHEMA);
}

function relativePath(from: string, to: string): string {
  const path = relative(from, to);
  return path.startsWith('.') ? path : `./${path}`;
}
