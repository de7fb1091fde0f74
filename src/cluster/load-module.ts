import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { MinimesosError } from '../errors.js';

/**
 * What a JavaScript or TypeScript file exports as its default, once it is settled; a function is called for it. Such a file
 * may import `minimesos` wherever it lies.
 * @throws MinimesosError `INVALID_FILE` with what the file throws, and where it can be told with line and column
 */
export async function loadModule(file: string): Promise<unknown> {
  const { createJiti } = await import('jiti');
  const path = resolve(file);
  const jiti = createJiti(pathToFileURL(path).href, { fsCache: false, moduleCache: false, alias: ownPackage(path) });
  let exported: unknown;
  try {
    exported = await jiti.import(path, { default: true });
    if (typeof exported === 'function') exported = await (exported as () => unknown)();
  } catch (cause) {
    throw new MinimesosError('INVALID_FILE', { file, ...placeOf(cause), reason: reasonOf(cause) }, { cause });
  }
  // Without a default export, jiti gives all that is exported.
  const isModule =
    typeof exported === 'object' && exported !== null && Object.prototype.toString.call(exported) === '[object Module]';
  if (exported !== undefined && exported !== null && !isModule) return exported;
  throw new MinimesosError('INVALID_FILE', { file, reason: 'it has no default export, which would be the description' });
}

/** Where the package is not installed beside the file, this copy of it stands in. */
function ownPackage(path: string): Record<string, string> {
  try {
    createRequire(path).resolve('minimesos');
    return {};
  } catch {
    return { minimesos: createRequire(import.meta.url).resolve('minimesos') };
  }
}

/** The parser of jiti puts the place into its message: `file: message (3:7)` or `file:3:7`. */
function placeOf(error: unknown): { line?: number; column?: number } {
  const [, line, column] = /[(:](\d+):(\d+)\)?/.exec(messageOf(error)) ?? [];
  if (!(error instanceof SyntaxError) && (error as { name?: unknown }).name !== 'SyntaxError') return {};
  return line === undefined ? {} : { line: Number(line), column: Number(column) + 1 };
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const reasonOf = (error: unknown): string => {
  const [first = ''] = messageOf(error).split('\n');
  return first.replace(/\s*\(\d+:\d+\)/, '').replace(/\.$/, '') || 'it cannot be loaded';
};
