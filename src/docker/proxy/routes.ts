import { Refusal } from './refusal.js';

/** What is done with a request. */
export type Handler =
  | 'health'
  | 'pass'
  | 'pull'
  | 'refuse'
  | 'filtered'
  | 'list'
  | 'create'
  | 'inspect'
  | 'start'
  | 'remove'
  | 'container'
  | 'exec';

/**
 * Everything that an agent may ask of an engine, the first that fits; all else is refused. What a pattern has in parentheses is handed to
 * the handler.
 */
const ROUTES: readonly (readonly [methods: string, path: RegExp, handler: Handler])[] = [
  ['GET', /^\/_minimesos\/health$/, 'health'],
  ['GET HEAD', /^\/(?:_ping|version|info)$/, 'pass'],
  ['POST', /^\/auth$/, 'pass'],
  ['GET', /^\/events$/, 'filtered'],
  ['GET', /^\/containers\/json$/, 'list'],
  ['POST', /^\/containers\/create$/, 'create'],
  ['POST', /^\/containers\/prune$/, 'filtered'],
  ['GET', /^\/containers\/([^/]+)\/json$/, 'inspect'],
  ['POST', /^\/containers\/([^/]+)\/start$/, 'start'],
  ['DELETE', /^\/containers\/([^/]+)$/, 'remove'],
  ['GET HEAD', /^\/containers\/([^/]+)\/(top|logs|changes|export|stats|archive|attach\/ws)$/, 'container'],
  ['PUT', /^\/containers\/([^/]+)\/(archive)$/, 'container'],
  ['POST', /^\/containers\/([^/]+)\/(stop|restart|kill|update|rename|pause|unpause|wait|resize|attach|exec)$/, 'container'],
  ['GET', /^\/exec\/([^/]+)\/json$/, 'exec'],
  ['POST', /^\/exec\/([^/]+)\/(?:start|resize)$/, 'exec'],
  ['POST', /^\/images\/create$/, 'pull'],
  ['GET', /^\/images\/(?:json|search|.+\/(?:json|history))$/, 'pass'],
  ['GET', /^\/distribution\/.+\/json$/, 'pass'],
  ['GET', /^\/(?:networks|volumes|plugins|services|tasks|nodes|secrets|configs)(?:\/[^/]+)?$/, 'pass'],
];

/**
 * The handler of a request, and what its path has for it, decoded.
 * @throws Refusal 400 when that is not encoded as in a URL
 */
export function route(method: string, path: string): { readonly handler: Handler; readonly words: readonly string[] } {
  // What one pattern lets pass must not be another path to the engine.
  if (path.split('/').some((part) => part === '.' || part === '..')) return { handler: 'refuse', words: [] };
  for (const [methods, pattern, handler] of ROUTES) {
    const match = methods.split(' ').includes(method) ? pattern.exec(path) : null;
    if (match) return { handler, words: match.slice(1).map(decoded) };
  }
  return { handler: 'refuse', words: [] };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Refusal(400, `minimesos: ${text} is not encoded as in a URL`);
  }
}
