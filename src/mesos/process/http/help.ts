import { type HttpHandler, jsonResponse, textResponse } from './message.js';
import type { Router } from './router.js';

/** The help of one process: what its routes do, by route, in Markdown. */
type ProcessHelp = Map<string, string>;

/** Programs that show Markdown as it is; all others get a page. */
const READS_MARKDOWN = /^(curl|HTTPie)/;

/**
 * `/help`: an index of all processes, of the routes of each process, and what each route does. `/help?format=json` holds all
 * of it. The text is this project's own, its form and the answers to what there is no help for are libprocess's.
 */
export function addHelpRoutes(router: Router): void {
  const helps = helpsOf(router);
  router.add('help', '/', ({ query, headers }) => {
    if (query.get('format') === 'json') return jsonResponse(documentOf(helps));
    return page(
      index('## HELP\n', [...helps.keys()], (id) => [`/${id}`, `help/${id}`]),
      headers['user-agent'],
    );
  });
  for (const [id, routes] of helps) router.add('help', `/${id}`, processHelp(id, routes));
}

function processHelp(id: string, routes: ProcessHelp): HttpHandler {
  return ({ path, headers }) => {
    const [, name] = /^\/+[^/]+\/+(.+)$/s.exec(path) ?? [];
    if (name === undefined) {
      const links = [...routes.keys()].map((route) => usagePath(id, route));
      return page(
        index(`## \`/${id}\` ##\n`, links, (link) => [`/${link}`, link]),
        headers['user-agent'],
      );
    }
    const text = routes.get(`/${name}`);
    if (text === undefined) return textResponse(400, `No help available for '/${id}/${name}'.\n`);
    return page(`${text}\n`, headers['user-agent']);
  };
}

function helpsOf(router: Router): Map<string, ProcessHelp> {
  const helps = new Map<string, ProcessHelp>();
  for (const { id, route, about } of router.routes) {
    if (id === '__processes__') continue;
    const path = `/${usagePath(id, route)}`;
    const usage = [...(id === router.delegate ? [usagePath('', route)] : []), path].map((each) => `>        ${each}\n`).join('');
    const text =
      about === undefined ? `## No help page for \`${path}\`\n` : `### USAGE ###\n${usage}\n### TL;DR; ###\n${about}\n`;
    helps.set(id, (helps.get(id) ?? new Map()).set(route, text));
  }
  const byName = <Value>(entries: Iterable<[string, Value]>) => new Map([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
  return byName(Array.from(helps, ([id, routes]): [string, ProcessHelp] => [id, byName(routes)]));
}

const usagePath = (id: string, route: string): string => id + route.replace(/\/$/, '');

const documentOf = (helps: Map<string, ProcessHelp>) => ({
  processes: Array.from(helps, ([id, routes]) => ({ id, endpoints: Array.from(routes, ([name, text]) => ({ name, text })) })),
});

/** A list of links, whose targets stand at the end, as Markdown has it. */
function index(title: string, names: readonly string[], link: (name: string) => [text: string, target: string]): string {
  const lines = names.map((name) => `> [${link(name)[0]}][${name}]\n`);
  const references = names.map((name) => `[${name}]: ${link(name)[1]}\n`);
  return `${title}${lines.join('')}\n${references.join('')}`;
}

function page(markdown: string, userAgent = ''): ReturnType<typeof textResponse> {
  if (READS_MARKDOWN.test(userAgent)) {
    return { status: 200, headers: { 'Content-Type': 'text/x-markdown' }, body: markdown };
  }
  const escaped = markdown.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const body = `<html><head><title>Help</title></head><body><pre>${escaped}</pre></body></html>`;
  return { status: 200, headers: { 'Content-Type': 'text/html' }, body };
}
