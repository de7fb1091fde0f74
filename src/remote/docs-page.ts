import { errorCatalogue } from '../error-catalogue.js';
import type { JsonSchema } from './description-documents.js';
import type { OpenApiDocument, Operation, Parameter, Response } from './openapi.js';

const STYLE = `
:root{color-scheme:light dark;--line:color-mix(in srgb,currentColor 18%,transparent);--soft:color-mix(in srgb,currentColor 6%,transparent)}
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:0 auto;padding:1rem 1.25rem 4rem}
h1{margin-bottom:0}h2{margin-top:3rem;border-bottom:1px solid var(--line)}h3{margin:2rem 0 .25rem;overflow-wrap:anywhere}
code,pre{font:.875em/1.45 ui-monospace,monospace;background:var(--soft);border-radius:4px;padding:.1em .3em}
pre{padding:.75em 1em;overflow-x:auto}h3 code{background:none;padding:0;font-size:1em}
table{border-collapse:collapse;width:100%;margin:.5rem 0}
th,td{text-align:left;vertical-align:top;padding:.3rem .6rem .3rem 0;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
th{font-weight:600}td:first-child{width:28%}nav ul{columns:2 20rem;padding-left:1.2rem}
.method{display:inline-block;min-width:4.2rem;font-weight:700}details{margin:.5rem 0}summary{cursor:pointer}
`;

/** The OpenAPI document as a page that needs nothing from elsewhere. */
export function docsPage(document: OpenApiDocument): string {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );
  const groups = document.tags.map(({ name }) => ({
    name,
    operations: operations.filter(({ operation }) => operation.tags.includes(name)),
  }));
  const title = `${document.info.title} ${document.info.version}: remote API`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${html(title)}</title><style>${STYLE}</style></head><body>
<h1>${html(title)}</h1>
<p>${prose(document.info.description)} The same as a document for programs: <a href="/openapi.json">openapi.json</a>.</p>
<nav>${groups.map(contents).join('')}<p><a href="#schemas">schemas</a> · <a href="#errors">errors</a></p></nav>
${groups.map(({ name, operations }) => `<h2>${html(name)}</h2>${operations.map(section).join('')}`).join('')}
<h2 id="schemas">schemas</h2>${Object.entries(document.components.schemas).map(namedSchema).join('')}
<h2 id="errors">errors</h2>${Object.entries(errorCatalogue).map(errorEntry).join('')}
</body></html>
`;
}

interface Place {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

const contents = ({ name, operations }: { name: string; operations: readonly Place[] }) =>
  `<h4>${html(name)}</h4><ul>${operations
    .map(({ operation: { operationId, summary } }) => `<li><a href="#${operationId}">${html(summary)}</a></li>`)
    .join('')}</ul>`;

function section({ method, path, operation }: Place): string {
  const { operationId, summary, description, parameters = [], requestBody, responses, security } = operation;
  return `<section id="${operationId}"><h3><code><span class="method">${method}</span>${html(path)}</code></h3>
<p><strong>${html(summary)}.</strong> ${prose(description ?? '')}${security ? ' Needs no token.' : ''}</p>
${table(parameters.map(parameterRow))}
${Object.entries(requestBody?.content ?? {})
  .map(([type, { schema }]) => `<p>Body${requestBody?.required ? '' : ', optional'}: <code>${type}</code></p>${shape(schema)}`)
  .join('')}
${table(Object.entries(responses).filter(isSuccess).map(responseRow))}
<p>Problems: ${Object.entries(responses)
    .filter((each) => !isSuccess(each))
    .map(problemLinks)
    .join('; ')}</p></section>`;
}

const isSuccess = ([status]: [string, Response]) => Number(status) < 400;

/** The errors of a status are explained once, at the end of the page. */
const problemLinks = ([status, { description }]: [string, Response]) =>
  `<code>${status}</code> ${[...description.matchAll(/`([A-Z_]+)`:/g)]
    .map(([, code]) => `<a href="#error-${code}">${code}</a>`)
    .join(', ')}`;

const parameterRow = ({ name, in: where, required, description, schema }: Parameter) => [
  `<code>${html(name)}</code>`,
  `${typeOf(schema)}, ${where === 'path' ? 'in the path' : where}${required || where === 'path' ? '' : ', optional'}. ${prose(description ?? '')}`,
];

const responseRow = ([status, { description, content = {} }]: [string, Response]) => [
  `<code>${status}</code> ${Object.entries(content)
    .map(([type, { schema = {} }]) => `${html(type)}${schema['$ref'] || schema['type'] === 'array' ? `: ${typeOf(schema)}` : ''}`)
    .join('<br>')}`,
  prose(description),
];

const namedSchema = ([name, schema]: [string, JsonSchema]) =>
  `<section id="schema-${name}"><h3><code>${name}</code></h3><p>${descriptionOf(schema)}</p>${shape(schema)}</section>`;

const errorEntry = ([code, { when, remedy }]: [string, { when: string; remedy: string }]) =>
  `<section id="error-${code}"><h3><code>${code}</code></h3><p>${prose(when)} ${prose(remedy)}</p></section>`;

/** The keys of an object as a table; of anything else only what it is. */
function shape(schema: JsonSchema): string {
  const properties = schema['properties'] as Record<string, JsonSchema> | undefined;
  if (!properties) return schema['$ref'] ? `<p>${typeOf(schema)}</p>` : '';
  const required = new Set(schema['required'] as string[] | undefined);
  return table(
    Object.entries(properties).map(([name, property]) => [
      `<code>${html(name)}</code>`,
      `${typeOf(property)}${required.has(name) ? '' : ', optional'}. ${descriptionOf(property)}${inner(property)}`,
    ]),
  );
}

/** The keys of objects that have no name of their own. */
function inner(schema: JsonSchema): string {
  const nested = [schema, schema['items'], ...((schema['anyOf'] as JsonSchema[] | undefined) ?? [])] as (
    | JsonSchema
    | undefined
  )[];
  const objects = nested.flatMap((each) => [each, each?.['items'] as JsonSchema | undefined]);
  const found = objects.find((each) => each?.['properties']);
  return found ? `<details><summary>keys</summary>${shape(found)}</details>` : '';
}

function typeOf(schema: JsonSchema): string {
  const { $ref: reference, type, anyOf, items } = schema as Record<string, unknown>;
  if (typeof reference === 'string') {
    const name = reference.slice(reference.lastIndexOf('/') + 1);
    return `<a href="#schema-${name}">${name}</a>`;
  }
  if ('const' in schema) return `<code>${html(JSON.stringify(schema['const']))}</code>`;
  if (Array.isArray(schema['enum'])) return schema['enum'].map((each) => `<code>${html(String(each))}</code>`).join(' or ');
  if (Array.isArray(anyOf)) return [...new Set(anyOf.map(typeOf))].join(' or ');
  if (type === 'array') return `list of ${items ? typeOf(items as JsonSchema) : 'anything'}`;
  return typeof type === 'string' ? type : 'any value';
}

function table(rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  return `<table>${rows.map((cells) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`).join('')}</table>`;
}

const descriptionOf = ({ description }: JsonSchema) => (typeof description === 'string' ? prose(description) : '');

/** Text with `code` in it. */
const prose = (text: string) => html(text).replace(/`([^`]+)`/g, '<code>$1</code>');

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const html = (text: string) => text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
