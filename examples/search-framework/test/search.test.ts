import { describe, expect } from 'vitest';
import { ask, searchTest } from './search-test.js';

const test = searchTest({ agents: 3 });

describe('searching', () => {
  test('what was put into one node is found on all', async ({ start }) => {
    const nodes = await (await start()).green(3);
    for (const [index, { http }] of nodes.entries()) {
      for (let number = 0; number < 3; number++) {
        const document = { title: `Document ${number}`, from: `node ${index}` };
        expect((await ask('PUT', `${http}/documents/${index}-${number}`, document)).status).toBe(200);
      }
    }
    for (const { http } of nodes) {
      expect((await ask('GET', `${http}/search?q=document`)).body).toMatchObject({ total: 9 });
      expect((await ask('GET', `${http}/search?q=NODE+2`)).body.hits.map(({ id }: { id: string }) => id)).toContain('2-0');
      expect((await ask('GET', `${http}/documents/0-1`)).body.document).toEqual({ title: 'Document 1', from: 'node 0' });
    }
  });

  test('goes through the scheduler to any node, or to the one that is named', async ({ start }) => {
    const search = await start({ nodes: 2 });
    const nodes = await search.green(2);
    await ask('PUT', `${nodes[0]?.http}/documents/moby`, { text: 'Call me Ishmael' });
    const names = nodes.map(({ name }) => name);
    expect((await search.ask('GET', '/search?q=ishmael')).body).toMatchObject({ total: 1, node: expect.toBeOneOf(names) });
    for (const node of names)
      expect((await search.ask('GET', `/search?q=ishmael&node=${node}`)).body).toMatchObject({ total: 1, node });
    expect((await search.ask('GET', '/search?q=ishmael&node=nobody')).status).toBe(404);
  });

  test('nodes refuse what is no document', async ({ start }) => {
    const [node] = await (await start({ nodes: 1 })).green(1);
    const put = (body: string) => ask('PUT', `${node?.http}/documents/x`, body);
    expect(await put('{')).toMatchObject({ status: 400, body: { error: expect.stringContaining('not JSON') } });
    expect(await put('[1]')).toMatchObject({ status: 400, body: { error: 'A document is a JSON object' } });
    expect(await put(JSON.stringify({ text: 'x'.repeat(2_000_000) }))).toMatchObject({ status: 413 });
    expect(await ask('GET', `${node?.http}/documents/x`)).toEqual({ status: 404, body: { error: 'There is no document x' } });
    expect((await ask('DELETE', `${node?.http}/documents/x`)).status).toBe(404);
    expect((await ask('GET', `${node?.http}/documents/%zz`)).status).toBe(400);
    expect((await ask('GET', `${node?.http}/search`)).body).toMatchObject({ total: 0, hits: [] });
  });
});
