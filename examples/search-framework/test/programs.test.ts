import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished } from 'vitest';
import { ask, scheduler, searchTest } from './search-test.js';

const test = searchTest({ agents: 2 });
const program = readFileSync(join(dirname(scheduler), 'search-node.mjs'), 'utf8');

/** Serves one text at any path. */
async function serveText(text: string): Promise<string> {
  const server = createServer((_, response) => response.end(text));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/file`;
}

describe('the program of the nodes', () => {
  test('comes from the scheduler, is executable, and writes to the sandbox', async ({ cluster, start }) => {
    const [node] = await (await start({ nodes: 1 })).green(1);
    const sandbox = cluster.sandbox(node?.id ?? '');
    const entries = await sandbox.list();
    expect(entries.find(({ name }) => name === 'search-node.mjs')?.mode).toBe('-rwxr-xr-x');
    expect((await sandbox.read('search-node.mjs')).toString()).toBe(program);
    expect(await cluster.logs(node?.id ?? '')).toContain(`${node?.name} answers at ${node?.http}`);
  });

  test('may be another version, from a URL', async ({ start }) => {
    const url = await serveText(program.replace('"1.0.0"', '"2.0.0"'));
    const nodes = await (await start({ nodes: 2, 'node-program': url })).green(2);
    for (const { http } of nodes) expect((await ask('GET', http)).body.version).toBe('2.0.0');
  });

  test('may be another version, from a file', async ({ folder, start }) => {
    const file = join(folder, 'program.mjs');
    writeFileSync(file, program.replace('"1.0.0"', '"3.0.0"'));
    const [node] = await (await start({ nodes: 1, 'node-program': file })).green(1);
    expect((await ask('GET', node?.http ?? '')).body.version).toBe('3.0.0');
  });
});

describe('the settings of the nodes', () => {
  test('come from a file', async ({ folder, start }) => {
    const file = join(folder, 'settings.yaml');
    writeFileSync(file, 'maxHits: 1\n');
    const [node] = await (await start({ nodes: 1, 'node-settings': file })).green(1);
    for (const id of ['a', 'b']) await ask('PUT', `${node?.http}/documents/${id}`, { text: 'both' });
    expect((await ask('GET', `${node?.http}/search?q=both`)).body).toMatchObject({ total: 2, hits: [{ id: 'a' }] });
  });

  test('come from a URL', async ({ start }) => {
    const url = await serveText('{"maxHits": 7}');
    for (const { http } of await (await start({ nodes: 2, 'node-settings': url })).green(2)) {
      expect((await ask('GET', `${http}/nodes`)).body.settings).toEqual({ maxHits: 7 });
    }
  });
});
