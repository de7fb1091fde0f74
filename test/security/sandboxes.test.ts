import { execFileSync } from 'node:child_process';
import {
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Header } from 'tar';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MesosCluster } from '../../src/index.js';
import { ask, figure } from './surroundings.js';

const CANARY = 'canary-outside';
let folder: string;
let outside: string;
let cluster: MesosCluster;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'security-'));
  outside = join(folder, 'outside');
  mkdirSync(outside);
  writeFileSync(join(outside, 'secret'), CANARY);
  cluster = await MesosCluster.start({ reaction: 'immediate', agents: [{}, { ownProcess: true }] });
});
afterAll(async () => {
  await cluster?.destroy();
  rmSync(folder, { recursive: true, force: true });
});

/** What lies outside is as it was, and nothing has come to it. */
function expectUntouched(): void {
  expect(readdirSync(outside)).toEqual(['secret']);
  expect(readFileSync(join(outside, 'secret'), 'utf8')).toBe(CANARY);
}

type Entry = {
  readonly path: string;
  readonly content?: string;
  readonly type?: 'File' | 'SymbolicLink' | 'Link' | 'Directory';
  readonly linkpath?: string;
};

/** A tar archive as no program would make it. */
function tarOf(name: string, entries: readonly Entry[]): string {
  const blocks = entries.flatMap(({ path, content = '', type = 'File', linkpath = '' }) => {
    const block = Buffer.alloc(512);
    new Header({ path, type, linkpath, size: content.length, mode: 0o755, mtime: new Date(0) }).encode(block);
    const body = Buffer.alloc(Math.ceil(content.length / 512) * 512);
    body.write(content);
    return [block, body];
  });
  const file = join(folder, `${name}.tar`);
  writeFileSync(file, Buffer.concat([...blocks, Buffer.alloc(1024)]));
  return file;
}

/** A zip archive, by Python's library, which writes any name and any mode. */
function zipOf(name: string, entries: readonly Entry[]): string {
  const file = join(folder, `${name}.zip`);
  const script = `import json, sys, zipfile
with zipfile.ZipFile(sys.argv[1], 'w') as archive:
    for entry in json.loads(sys.argv[2]):
        info = zipfile.ZipInfo(entry['path'])
        info.create_system = 3
        info.external_attr = (0o120777 if entry.get('type') == 'SymbolicLink' else 0o100644) << 16
        archive.writestr(info, entry.get('linkpath') or entry.get('content', ''))`;
  execFileSync('python3', ['-c', script, file, JSON.stringify(entries)]);
  return file;
}

const attacks = (): [name: string, entries: Entry[]][] => {
  const evil = { content: 'evil' };
  return [
    ['a name that goes up', [{ path: `../../../../../../../../../../../../..${outside}/evil`, ...evil }]],
    ['a name that goes up once', [{ path: '../evil', ...evil }]],
    ['a name that goes up on its way', [{ path: 'a/../../evil', ...evil }]],
    ['an absolute name', [{ path: `${outside}/evil`, ...evil }]],
    ['an absolute name with slashes', [{ path: `//${outside}/evil`, ...evil }]],
    [
      'a symbolic link to follow',
      [
        { path: 'out', type: 'SymbolicLink', linkpath: outside },
        { path: 'out/evil', ...evil },
      ],
    ],
    [
      'a relative one',
      [
        { path: 'out', type: 'SymbolicLink', linkpath: `../../../../../../../../../../../../../..${outside}` },
        { path: 'out/evil', ...evil },
      ],
    ],
    [
      'a symbolic link to write through',
      [
        { path: 'out', type: 'SymbolicLink', linkpath: `${outside}/secret` },
        { path: 'out', ...evil },
      ],
    ],
    [
      'one by way of another',
      [
        { path: 'a', type: 'SymbolicLink', linkpath: '.' },
        { path: 'a/b', type: 'SymbolicLink', linkpath: '..' },
        { path: 'b/evil', ...evil },
      ],
    ],
    [
      'one that goes down and up',
      [
        { path: 'a/b', type: 'SymbolicLink', linkpath: '..' },
        { path: 'c', type: 'SymbolicLink', linkpath: 'a/b/../../..' },
        { path: 'c/evil', ...evil },
      ],
    ],
    [
      'a directory in place of a link',
      [
        { path: 'out', type: 'SymbolicLink', linkpath: outside },
        { path: 'out', type: 'Directory' },
        { path: 'out/evil', ...evil },
      ],
    ],
    [
      'a hard link',
      [
        { path: 'copy', type: 'Link', linkpath: `${outside}/secret` },
        { path: 'copy', ...evil },
      ],
    ],
    [
      'a hard link by way of a symbolic one',
      [
        { path: 'out', type: 'SymbolicLink', linkpath: outside },
        { path: 'copy', type: 'Link', linkpath: 'out/secret' },
      ],
    ],
  ];
};

describe('a sandbox', () => {
  it('is not left by what is in archives, on no agent', async () => {
    let tried = 0;
    for (const [name, entries] of attacks()) {
      const archives = [tarOf(name, entries)];
      if (!entries.some(({ type }) => type === 'Link' || type === 'Directory')) archives.push(zipOf(name, entries));
      for (const archive of archives) {
        for (const { id } of cluster.agents) {
          const result = await cluster
            .run('cat copy out b c 2>/dev/null; true', { agent: id, uris: [archive], throwOnFailure: false })
            .catch((error: unknown) => error as Error);
          expect(JSON.stringify(result), name).not.toContain(CANARY);
          expectUntouched();
          tried++;
        }
      }
    }
    const root = cluster.agents.length;
    expect(root).toBe(2);
    figure('Archives that did not get out of a sandbox', tried);
  });

  it('is not left by output_file', async () => {
    for (const output_file of ['../evil', '../../evil', `${outside}/evil`, 'a/../../evil', '/evil', '..']) {
      const uri = { value: join(outside, 'secret'), output_file, extract: false };
      const result = await cluster.run('true', { uris: [uri] }).catch(() => ({ state: 'TASK_ERROR' }));
      expect(['TASK_FAILED', 'TASK_ERROR'], output_file).toContain(result.state);
      expectUntouched();
      expect(existsSync('/evil')).toBe(false);
    }
  });

  it('is not left by the files API, whatever path and links it is given', async () => {
    const script = `ln -s ${outside} out; ln -s ${outside}/secret file; mkdir d; ln -s ../.. d/up; echo inside > here; exec sleep 1000`;
    const over = new AbortController();
    const running = cluster.run(script, { name: 'links', signal: over.signal }).catch(() => {});
    await cluster.waitForTasks({ state: 'TASK_RUNNING', count: 1 });
    const { frameworks } = await cluster.state();
    const [task] = frameworks.flatMap(({ tasks }) => tasks);
    const agent = cluster.agents.find(({ id }) => id === task?.slave_id);
    const url = agent?.url ?? '';
    const debug = (await (await fetch(`${url}/files/debug`)).json()) as Record<string, string>;
    const [virtual = ''] = Object.keys(debug).filter(
      (path) => path.includes(task?.id ?? '-') && /\/runs\/[^/]+$/.test(path) && !path.endsWith('latest'),
    );
    const here = `${url}/files/read?path=${encodeURIComponent(`${virtual}/here`)}&offset=0`;
    await expect.poll(async () => (await fetch(here)).text(), { timeout: 30_000 }).toContain('inside');
    const up = '../'.repeat(20).slice(0, -1);
    const paths = [
      ...[
        'out/secret',
        'file',
        'out',
        'd/up',
        'd/up/../../../../../../etc/passwd',
        `${up}${outside}/secret`,
        `./${up}/etc/passwd`,
      ].map((path) => `${virtual}/${path}`),
      ...[
        '/etc/passwd',
        '../etc/passwd',
        `${outside}/secret`,
        `file://${outside}/secret`,
        `${virtual}/..`,
        `${virtual}/../../../../../../meta/boot_id`,
      ],
      ...[`${virtual}/here\0/../../x`, `${virtual}%2f..%2f..%2fetc%2fpasswd`, `${virtual}/..%2f..%2f..%2fetc/passwd`, ''],
    ];
    let tried = 0;
    for (const path of paths) {
      for (const route of ['read', 'download', 'browse']) {
        for (const prefix of ['/files', '/slave(1)/files']) {
          const asked = `${prefix}/${route}?offset=0&path=${encodeURIComponent(path)}`;
          const { status, text } = await ask(url, { path: asked, headers: { Host: new URL(url).host } });
          expect(text, asked).not.toMatch(new RegExp(`${CANARY}|root:|boot_id`));
          expect(status, asked).toBeGreaterThanOrEqual(400);
          tried++;
        }
      }
      const body = JSON.stringify({ type: 'READ_FILE', read_file: { path, offset: 0 } });
      const { text } = await ask(url, {
        method: 'POST',
        path: '/api/v1',
        headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
        body,
      });
      expect(Buffer.from((/"data":"([^"]*)"/.exec(text) ?? [])[1] ?? '', 'base64').toString()).not.toContain(CANARY);
      tried++;
    }
    for (const path of ['/files/../../etc/passwd', '/files/read/../../../etc/passwd', '/%2e%2e/%2e%2e/etc/passwd']) {
      expect((await ask(url, { path, headers: { Host: new URL(url).host } })).text).not.toContain('root:');
    }
    figure('Paths that the files API did not follow out of a sandbox', tried);
    over.abort();
    await running;
  });

  it('gets nothing of the owner through a hard link or a link in its place of output', async () => {
    // What a task puts in place of its output is not written through.
    const script = `rm -f stderr stdout; ln -s ${outside}/secret stdout; ln -s ${outside}/made stderr; exit 3`;
    await cluster.run(script, { throwOnFailure: false }).catch(() => {});
    expectUntouched();
    linkSync(join(outside, 'secret'), join(folder, 'other-name'));
    symlinkSync(outside, join(folder, 'link'));
    expectUntouched();
  });
});
