import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { MinimesosError } from '../errors.js';

/**
 * What a JavaScript or TypeScript file exports as its default, once it is settled; a function is called for it. Such a file
 * may import `minimesos` wherever it lies.
 * @param source what messages call the file
 * @throws MinimesosError `INVALID_FILE` with what the file throws, or where it cannot be understood
 */
export async function loadModule(file: string, source: string): Promise<unknown> {
  const { createJiti } = await import('jiti');
  const path = resolve(file);
  const jiti = createJiti(pathToFileURL(path).href, { fsCache: false, moduleCache: false, alias: ownPackage(path) });
  let exported: unknown;
  try {
    exported = await jiti.import(path, { default: true });
    if (typeof exported === 'function') exported = await (exported as () => unknown)();
  } catch (cause) {
    throw new MinimesosError('INVALID_FILE', { file: source, ...faultOf(cause) }, { cause });
  }
  // Without a default export, jiti gives all that is exported.
  const isModule =
    typeof exported === 'object' && exported !== null && Object.prototype.toString.call(exported) === '[object Module]';
  if (exported !== undefined && exported !== null && !isModule) return exported;
  throw new MinimesosError('INVALID_FILE', { file: source, reason: 'it has no default export, which would be the description' });
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

const PARSE_ERROR = 'ParseError: ';

/** What is wrong, and where. Jiti's parser has both in its message: `ParseError: Unexpected token`, and below `file:3:7`. */
function faultOf(error: unknown): { reason: string; line?: number; column?: number } {
  const message = error instanceof Error ? error.message : String(error);
  const [first = '', ...below] = message.trimEnd().split('\n');
  const [, line, column] = /:(\d+):(\d+)$/.exec(below.at(-1) ?? '') ?? [];
  if (first.startsWith(PARSE_ERROR) && line !== undefined) {
    return { reason: first.slice(PARSE_ERROR.length).trim(), line: Number(line), column: Number(column) + 1 };
  }
  return { reason: first.replace(/\.$/, '') || 'it cannot be loaded' };
}
