import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, describe, expect, it } from 'vitest';
import type { Note } from '../../src/cluster/minimesos-file/minimesos-file.js';
import { findDescriptions, parseDescription, readDescription, readDescriptionFile } from '../../src/cluster/read-description.js';

const folder = mkdtempSync(join(tmpdir(), 'minimesos-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

describe('readDescription', () => {
  it('reads a JSON file', async () => {
    const description = await readDescription(file('three.json', '\uFEFF{ "name": "three", "agents": 3 }'));
    expect(description).toMatchObject({ name: 'three', agents: [{}, {}, {}] });
  });

  it('reads standard input', async () => {
    const description = await readDescription('-', Readable.from([Buffer.from('{"agents"'), ': 2}']));
    expect(description.agents).toHaveLength(2);
  });

  it('has relative paths begin at the file', async () => {
    const text =
      '{ "zookeeper": { "dataDirectory": "data" }, "zookeepers": { "state": { "dataDirectory": "/data" }, "jobs": true } }';
    expect(await readDescription(file('paths.json', text))).toMatchObject({
      zookeeper: { dataDirectory: join(folder, 'data') },
      zookeepers: { state: { dataDirectory: '/data' }, jobs: {} },
    });
  });

  it('has relative paths of containers begin at the file', async () => {
    file('credentials.json', '[]');
    const text = `
driver: docker
docker: { sandboxes: sandboxes }
masters: [{ files: { /etc/credentials: { from: credentials.json }, /etc/text: as it is } }]
agents: [{ binds: ['./data:/data:ro', '../up:/up', '.:/all', 'volume:/volume', '/abs:/abs'] }]
zookeeper: { binds: [./zk:/zk] }
containers: { mine: { image: 'mine:1', binds: [./mine:/mine], files: { /c: { from: ./credentials.json } } } }
`;
    const { masters, agents, zookeeper, docker } = await readDescription(file('paths.yaml', text));
    expect(masters[0]?.container?.files).toEqual({ '/etc/credentials': '[]', '/etc/text': 'as it is' });
    expect(agents[0]?.container?.binds).toEqual([
      ...[`${join(folder, 'data')}:/data:ro`, `${join(folder, '../up')}:/up`, `${folder}:/all`, 'volume:/volume', '/abs:/abs'],
    ]);
    expect(zookeeper).toMatchObject({ container: { binds: [`${join(folder, 'zk')}:/zk`] } });
    expect(docker?.sandboxes).toBe(join(folder, 'sandboxes'));
    expect(docker?.sides).toMatchObject([{ binds: [`${join(folder, 'mine')}:/mine`], files: { '/c': '[]' } }]);
  });

  it('names the file when the description is wrong', async () => {
    const path = file('wrong.json', '{ "agnets": 3 }');
    await expect(readDescription(path)).rejects.toMatchObject({
      code: 'INVALID_DESCRIPTION',
      details: { source: path },
      message: expect.stringContaining(`${path} does not describe a cluster:\n  agnets: a cluster has no such key`),
    });
    await expect(readDescription('-', Readable.from(['3']))).rejects.toMatchObject({ details: { source: 'standard input' } });
  });

  it('names file, line and column when it is not JSON', async () => {
    const path = file('broken.json', '{\n  "agents": 3,\n}\n');
    await expect(readDescription(path)).rejects.toMatchObject({
      code: 'INVALID_FILE',
      details: { file: path, line: 3, column: 1 },
      message: expect.stringContaining(`${path}:3:1: this is not JSON.`),
    });
  });

  it.each(['', ' \n'])('refuses nothing at all: %j', async (text) => {
    await expect(readDescription('-', Readable.from([Buffer.from(text)]))).rejects.toMatchObject({
      code: 'INVALID_FILE',
      message: expect.stringContaining('standard input: it is empty.'),
    });
  });

  it('tells a missing file from one that cannot be read', async () => {
    await expect(readDescription(join(folder, 'missing.json'))).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    await expect(readDescription(folder)).rejects.toMatchObject({
      code: 'FILE_NOT_READABLE',
      details: { reason: 'it is a directory' },
    });
  });

  it.each(['minimesos.yaml', 'cluster.yml'])('reads YAML from %s', async (name) => {
    const description = await readDescription(
      file(name, '# three\nagents:\n  - &one { resources: cpus:1 }\n  - { <<: *one, count: 2 }\n'),
    );
    expect(description.agents.map(({ resources }) => resources)).toEqual(['cpus:1', 'cpus:1', 'cpus:1']);
  });

  it('takes YAML and JSON where no name tells which it is', async () => {
    const read = (text: string) => readDescription('-', Readable.from([Buffer.from(text)]));
    expect((await read('agents: 2')).agents).toHaveLength(2);
    expect((await read('{ agents: 2 }')).agents).toHaveLength(2);
    expect((await readDescription(file('description', '{"agents": 2}'))).agents).toHaveLength(2);
    await expect(read('{\n"agents": 2,,\n}')).rejects.toMatchObject({ details: { line: 2, column: 13 } });
  });

  it('takes a file of nothing but comments for the default', async () => {
    expect((await readDescription(file('comments.yaml', '# agents: 3\n'))).agents).toHaveLength(1);
  });

  it('names line and column when it is not YAML', async () => {
    const path = file('broken.yaml', 'agents:\n  - port: 1\n -\n');
    await expect(readDescription(path)).rejects.toMatchObject({ code: 'INVALID_FILE', details: { file: path, line: 3 } });
  });

  it.each([
    [
      'typed.ts',
      "import { defineCluster } from 'minimesos';\nconst agents: number = 3;\nexport default defineCluster({ agents });",
    ],
    ['module.mjs', 'export default { agents: 3 };'],
    ['common.cjs', 'module.exports = { agents: 3 };'],
    ['function.js', 'export default async () => ({ agents: 3 });'],
  ])('loads what %s exports', async (name, text) => {
    expect((await readDescription(file(name, text))).agents).toHaveLength(3);
  });

  it.each([
    ['broken.ts', 'export default {\n  agents: 3,,\n};', { line: 2, column: 13, reason: 'Unexpected token' }],
    ['throws.mjs', "throw new Error('No luck.');", { reason: 'No luck' }],
    ['named.mjs', 'export const agents = 3;', { reason: 'it has no default export, which would be the description' }],
  ])('says what is wrong with %s', async (name, text, details) => {
    const path = file(name, text);
    await expect(readDescription(path)).rejects.toMatchObject({ code: 'INVALID_FILE', details: { file: path, ...details } });
  });

  it('has nothing against a line that tells editors about the schema', async () => {
    expect((await readDescription(file('schema.json', '{"$schema": "./x.json", "agents": 2}'))).agents).toHaveLength(2);
  });

  it.each(['minimesosFile', 'other-minimesosFile-2', 'cluster.groovy', 'unnamed'])(
    'reads the form of the original from %s',
    async (name) => {
      const path = file(name, 'minimesos {\n  agent { }\n  agent { portNumber = 1 }\n}\n');
      const told: Note[] = [];
      const description = await readDescriptionFile(path, undefined, name, (notes) => told.push(...notes));
      expect(description).toMatchObject({ zookeeper: true, agents: [{ count: 2 }] });
      expect(told).toMatchObject([{ at: [{ line: 3 }] }]);
      await expect(readDescription(file(name, 'minimesos {\n  agnet { }\n}\n'))).rejects.toMatchObject({
        code: 'INVALID_DESCRIPTION',
        message: expect.stringContaining('line 2, column 3: minimesos has no block agnet; did you mean agent?') as string,
      });
    },
  );

  it('takes the form of the original from standard input, too', async () => {
    expect((await readDescription('-', Readable.from(['// one\nminimesos { agent { } }']))).agents).toHaveLength(1);
  });

  it('reads what a URL has', async () => {
    const server = createServer(({ url = '' }, response) => {
      response.setHeader('Connection', 'close');
      if (url === '/minimesosFile') response.end('minimesos { agent { } }');
      else if (url === '/cluster.yaml') response.end('agents: 3');
      else response.writeHead(404).end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    expect((await readDescription(`${base}/minimesosFile`)).agents).toHaveLength(1);
    expect((await readDescription(`${base}/cluster.yaml`)).agents).toHaveLength(3);
    const failure = { code: 'FILE_NOT_READABLE', details: { file: `${base}/none`, reason: 'it was answered 404' } };
    await expect(readDescription(`${base}/none`)).rejects.toMatchObject(failure);
    server.close();
    await once(server, 'close');
    await expect(readDescription(`${base}/none`)).rejects.toMatchObject({ details: { reason: 'nobody listens there' } });
  });
});

describe('findDescriptions', () => {
  it('finds the files that minimesos up would take', () => {
    const directory = mkdtempSync(join(folder, 'several-'));
    expect(findDescriptions(directory)).toEqual([]);
    writeFileSync(join(directory, 'minimesosFile'), '');
    expect(findDescriptions(directory)).toEqual(['minimesosFile']);
    for (const name of ['minimesos.ts', 'minimesos.yaml', 'other.yaml']) writeFileSync(join(directory, name), '');
    expect(findDescriptions(directory)).toEqual(['minimesos.yaml', 'minimesos.ts']);
  });
});

describe('parseDescription', () => {
  it('keeps the error of the parser as the cause', () => {
    expect(() => parseDescription('{', 'x.json')).toThrow(expect.objectContaining({ cause: expect.any(SyntaxError) }));
  });
});
