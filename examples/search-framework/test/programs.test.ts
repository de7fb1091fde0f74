import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import type { MesosCluster } from 'minimesos';
import { describe, expect, onTestFinished } from 'vitest';
import { ask, hostFor, scheduler, searchTest } from './search-test.js';

const test = searchTest({ agents: 2 });
const program = readFileSync(join(dirname(scheduler), 'search-node.mjs'), 'utf8');

/** Serves one text at any path, to agents. */
async function serveText(cluster: MesosCluster, text: string): Promise<string> {
  const host = hostFor(cluster);
  const server = createServer((_, response) => response.end(text));
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  onTestFinished(() => void server.close());
  return `http://${host}:${(server.address() as AddressInfo).port}/file`;
}

describe('the program and the settings of the nodes', () => {
  test('may be others, from files', async ({ folder, start }) => {
    const [file, settings] = [join(folder, 'program.mjs'), join(folder, 'settings.yaml')];
    writeFileSync(file, program.replace('"1.0.0"', '"2.0.0"'));
    writeFileSync(settings, 'maxHits: 1\n');
    const [node] = await (await start({ nodes: 1, 'node-program': file, 'node-settings': settings })).green(1);
    expect((await ask('GET', node?.http ?? '')).body.version).toBe('2.0.0');
    for (const id of ['a', 'b']) await ask('PUT', `${node?.http}/documents/${id}`, { text: 'both' });
    expect((await ask('GET', `${node?.http}/search?q=both`)).body).toMatchObject({ total: 2, hits: [{ id: 'a' }] });
  });

  test('may be others, from URLs', async ({ cluster, start }) => {
    const options = {
      'node-program': await serveText(cluster, program.replace('"1.0.0"', '"3.0.0"')),
      'node-settings': await serveText(cluster, '{"maxHits": 7}'),
    };
    for (const { http } of await (await start({ nodes: 2, ...options })).green(2)) {
      expect((await ask('GET', http)).body.version).toBe('3.0.0');
      expect((await ask('GET', `${http}/nodes`)).body.settings).toEqual({ maxHits: 7 });
    }
  });
});
