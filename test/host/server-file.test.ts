import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  logFile,
  readServerFiles,
  removeServerFile,
  type ServerRecord,
  serverFile,
  writeServerFile,
} from '../../src/host/server-file.js';
import { startTime } from '../../src/mesos/process/process-mark.js';

let env: { MINIMESOS_HOME: string };

beforeEach(() => {
  env = { MINIMESOS_HOME: mkdtempSync(join(tmpdir(), 'server-file-')) };
});
afterEach(() => rmSync(env.MINIMESOS_HOME, { recursive: true }));

const record = (changes: Partial<ServerRecord> = {}): ServerRecord => ({
  pid: process.pid,
  startedAt: startTime(process.pid),
  url: 'http://127.0.0.1:40123',
  token: 'secret',
  version: '1.2.3',
  clusters: ['blue'],
  ...changes,
});

/** The pid of a process that has ended. */
async function deadPid(): Promise<number> {
  const child = spawn('true');
  await once(child, 'exit');
  return child.pid ?? 0;
}

const files = () => readdirSync(join(env.MINIMESOS_HOME, 'servers'));

describe('the file of a host process', () => {
  it('tells where it is to this user alone', () => {
    const path = writeServerFile(record(), env);
    expect(path).toBe(serverFile(process.pid, env));
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readServerFiles(env)).toEqual([record()]);
  });

  it('is replaced as a whole', () => {
    writeServerFile(record(), env);
    writeServerFile(record({ clusters: [] }), env);
    expect(readServerFiles(env)).toEqual([record({ clusters: [] })]);
    expect(files()).toEqual([`${process.pid}.json`]);
  });

  it('is looked for without what killed processes were about to write', async () => {
    const [dead, own] = [await deadPid(), process.pid];
    writeServerFile(record(), env);
    const folder = join(env.MINIMESOS_HOME, 'servers');
    const mine = [`starting-${own}-1.log`, `${own}.json.new`];
    for (const name of [...mine, `starting-${dead}-1.log`, `${dead}.json.new`, `1.json.${dead}.stale`]) {
      writeFileSync(join(folder, name), '');
    }
    expect(readServerFiles(env)).toEqual([record()]);
    expect(files().sort()).toEqual([`${own}.json`, ...mine].sort());
  });

  it('is removed at the end, with the log', () => {
    writeServerFile(record(), env);
    writeFileSync(logFile(process.pid, env), 'bad news');
    removeServerFile(process.pid, env);
    expect(files()).toEqual([]);
    removeServerFile(process.pid, env);
  });
});

describe('reading the files', () => {
  it('finds none where there are none', () => {
    expect(readServerFiles(env)).toEqual([]);
  });

  it('removes that of a process that has ended, with its log', async () => {
    const pid = await deadPid();
    writeServerFile(record({ pid }), env);
    writeFileSync(logFile(pid, env), 'bad news');
    writeServerFile(record(), env);
    expect(readServerFiles(env)).toEqual([record()]);
    expect(files()).toEqual([`${process.pid}.json`]);
  });

  it('removes that of an earlier process with the pid of one that lives', (context) => {
    context.skip(startTime(process.pid) === 0, 'this system does not tell when a process started');
    writeServerFile(record({ startedAt: startTime(process.pid) - 1 }), env);
    expect(readServerFiles(env)).toEqual([]);
    expect(files()).toEqual([]);
  });

  it.each(['', '{', 'null', '[]', '{"pid":"1"}', JSON.stringify({ ...record(), url: 'nowhere' }), '\0\xff'])(
    'passes over a damaged one (%j), and removes it when its process has ended',
    async (text) => {
      const dead = serverFile(await deadPid(), env);
      const alive = serverFile(process.pid, env);
      for (const path of [dead, alive]) writeFileSync(path, text);
      expect(readServerFiles(env)).toEqual([]);
      expect(existsSync(dead)).toBe(false);
      expect(readFileSync(alive, 'utf8')).toBe(text);
    },
  );

  it('does not believe a file that tells of another process than its name', async () => {
    writeFileSync(serverFile(await deadPid(), env), JSON.stringify(record()));
    expect(readServerFiles(env)).toEqual([]);
  });

  it('leaves other files alone', () => {
    readServerFiles(env);
    const other = join(env.MINIMESOS_HOME, 'servers', 'notes.txt');
    writeFileSync(other, '');
    expect(readServerFiles(env)).toEqual([]);
    expect(files()).toEqual(['notes.txt']);
  });
});
