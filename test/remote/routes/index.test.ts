import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openApi } from '../../../src/remote/openapi.js';
import type { ObjectSchema, Route, Schema } from '../../../src/remote/route.js';
import { routes } from '../../../src/remote/routes/index.js';
import { propertyRuns } from '../../property-runs.js';
import { Api } from '../api.js';

const document = openApi(routes, '0');

/** Texts that people and programs send by mistake or on purpose. */
const strange = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '',
    ' ',
    '0',
    '-1',
    '1e999',
    'null',
    'true',
    '..',
    '../..',
    '%00',
    '__proto__',
    'constructor',
    '\u0000',
    'a,b',
    'http://127.0.0.1:1',
  ),
);

const keysOf = (schema: Schema | undefined): string[] =>
  // What is drawn is not to be run.
  schema && 'entries' in schema ? Object.keys((schema as ObjectSchema).entries).filter((key) => key !== 'command') : [];

/** An object with keys of a schema or of descriptions, and values of any kind. */
const objectOf = (keys: string[]) =>
  fc.dictionary(
    fc.oneof(
      ...(keys.length > 0 ? [fc.constantFrom(...keys)] : []),
      fc.constantFrom('resources', 'flags', 'port', '__proto__'),
      strange,
    ),
    fc.oneof(fc.jsonValue({ maxDepth: 3 }), strange, fc.constantFrom({ agents: -1 }, { masters: [{ flags: { zk: 1 } }] }, [[]])),
    { maxKeys: 4 },
  );

const queryOf = ({ query }: Route) =>
  fc
    .array(fc.tuple(fc.oneof(fc.constantFrom(...keysOf(query), 'x'), strange), strange), { maxLength: 3 })
    .map((pairs) => (pairs.length === 0 ? '' : `?${new URLSearchParams(pairs)}`));

const bodyOf = ({ body }: Route) =>
  fc.oneof(
    objectOf(keysOf(body?.schema)).map((value) => JSON.stringify(value)),
    fc.json({ maxDepth: 3 }),
    strange,
    fc.constant(undefined),
  );

/** All but the one that ends the server. */
const fuzzed = routes.filter(({ name }) => name !== 'shutdown');

describe('every route', () => {
  it('answers whatever comes with what its documentation says, and never with a fault of the server', async () => {
    const faults: string[] = [];
    await using api = await Api.start({
      limits: { clusters: 2, agents: 3 },
      onFailure: (error, request) => faults.push(`${request}: ${error}`),
    });
    await api.cluster({ name: 'blue' });
    const request = fc.constantFrom(...fuzzed).chain((route) =>
      fc.record({
        route: fc.constant(route),
        names: fc.array(fc.oneof(fc.constantFrom('blue', '0'), strange), { minLength: 2, maxLength: 2 }),
        query: queryOf(route),
        body: route.body ? bodyOf(route) : fc.constant(undefined),
        accept: fc.constantFrom('*/*', 'application/json', 'text/plain', 'x'),
      }),
    );
    await fc.assert(
      fc.asyncProperty(request, async ({ route, names, query, body, accept }) => {
        let index = 0;
        const path = route.path.replace(/\{\w+\}/g, () => encodeURIComponent(names[index++ % 2] || 'x'));
        const response = await api.open(route.method, path + query, {
          ...(body !== undefined && { text: body }),
          headers: { Accept: accept },
        });
        const status = response.statusCode ?? 0;
        response.destroy();
        const documented = Object.keys(document.paths[route.path]?.[route.method.toLowerCase()]?.responses ?? {});
        // A path whose last part has nothing in it belongs to another route, or to none.
        if (status !== 404 && status !== 405) expect(documented).toContain(String(status));
        expect(status).toBeLessThan(500);
        const { clusters } = api.server;
        for (const entry of clusters.list) if (entry.cluster.name !== 'blue') await clusters.destroy(entry);
        if (clusters.list.length === 0) await clusters.create({ description: { name: 'blue' } });
      }),
      propertyRuns(100),
    );
    expect(faults).toEqual([]);
  });
});
