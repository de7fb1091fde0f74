import { describe, expect, it } from 'vitest';
import { errorCatalogue } from '../../src/error-catalogue.js';
import { docsPage } from '../../src/remote/docs-page.js';
import { openApi } from '../../src/remote/openapi.js';
import { routes } from '../../src/remote/routes/index.js';

const document = openApi(routes, '1.2.3');
const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));

/** Every value of this key, however deep. */
function all(value: unknown, key: string): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => (name === key ? [member] : all(member, key)));
}

describe('the OpenAPI document', () => {
  it('has every route once, under a name of its own', () => {
    expect(document).toMatchObject({ openapi: '3.1.0', info: { version: '1.2.3' } });
    expect(operations).toHaveLength(routes.length);
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(routes.length);
  });

  it('refers only to what it has', () => {
    const references = new Set(all(document, '$ref'));
    expect(references.size).toBeGreaterThan(10);
    const known = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`);
    expect([...references].filter((reference) => !known.includes(String(reference)))).toEqual([]);
    expect(all(document, '$schema').filter((value) => typeof value === 'string')).toEqual([]);
    expect(all(document, '$defs')).toEqual([]);
  });

  it('describes every part of every path', () => {
    const parameters = operations.flatMap(({ parameters = [] }) => parameters);
    expect(parameters.filter(({ description }) => !description)).toEqual([]);
    for (const [path, methods] of Object.entries(document.paths)) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      for (const { parameters: own = [] } of Object.values(methods)) {
        expect(own.filter((parameter) => parameter.in === 'path').map(({ name }) => name)).toEqual(inPath);
      }
    }
  });

  it('tells of success and of problems for every route', () => {
    for (const { responses, operationId } of operations) {
      const statuses = Object.keys(responses).map(Number);
      expect([operationId, statuses.some((status) => status < 300)]).toEqual([operationId, true]);
      expect(Object.keys(responses)).toContain('403');
      for (const [status, { content = {} }] of Object.entries(responses)) {
        if (Number(status) >= 400) expect(Object.keys(content)).toEqual(['application/problem+json']);
      }
    }
  });

  it('says which requests need no token', () => {
    const open = operations.filter(({ security }) => security).map(({ operationId }) => operationId);
    expect(open).toEqual(['health', 'openApi', 'docs']);
    expect(operations.filter(({ responses }) => !responses['401']).map(({ operationId }) => operationId)).toEqual(open);
  });
});

describe('the page', () => {
  const page = docsPage(document);

  it('has all that the document has', () => {
    for (const path of Object.keys(document.paths)) expect(page).toContain(path);
    for (const { operationId } of operations) expect(page).toContain(`id="${operationId}"`);
    for (const name of Object.keys(document.components.schemas)) expect(page).toContain(`id="schema-${name}"`);
    for (const code of Object.keys(errorCatalogue)) expect(page).toContain(`id="error-${code}"`);
  });

  it('needs nothing from elsewhere, and runs nothing', () => {
    expect(page).not.toMatch(/<script|<link|<img|src=|https?:\/\/(?!ip:port)/i);
    const links = [...page.matchAll(/href="([^"]*)"/g)].map(([, link]) => link ?? '');
    const targets = new Set([...page.matchAll(/id="([^"]*)"/g)].map(([, id]) => `#${id}`));
    expect(links.filter((link) => link !== '/openapi.json' && !targets.has(link))).toEqual([]);
  });

  it('shows text as text', () => {
    const strange = { ...document, info: { ...document.info, title: '<b>&"' } };
    expect(docsPage(strange)).toContain('&lt;b&gt;&amp;&quot;');
  });
});
