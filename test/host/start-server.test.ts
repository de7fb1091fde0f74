import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { logFile, readServerFiles, serverFile } from '../../src/host/server-file.js';
import { type StartServerOptions, startServer } from '../../src/host/start-server.js';
import { lives } from '../../src/mesos/process/process-mark.js';

let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'start-server-'));
  vi.stubEnv('MINIMESOS_HOME', home);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(home, { recursive: true, force: true });
});

const files = () => readdirSync(join(home, 'servers'));
const eventually = (check: () => void) => vi.waitFor(check, 30_000);

const failure = (options: StartServerOptions) =>
  startServer(options).then(
    () => expect.unreachable('started'),
    (error: unknown) => error as Error & { code: string; details: { reason: string; log: string[] } },
  );

describe('a host process bound to its owner', () => {
  it('answers, and ends when it is told to', async () => {
    const server = await startServer({ boundTo: 'owner' });
    const { pid, url, token, startedAt } = server;
    expect(readServerFiles()).toMatchObject([{ pid, url, token, startedAt, clusters: [] }]);
    expect(files()).toEqual([`${pid}.json`]);
    const headers = { Authorization: `Bearer ${token}` };
    expect(await (await fetch(`${url}/v1/version`, { headers })).json()).toMatchObject({ pid });
    expect((await fetch(`${url}/v1/version`)).status).toBe(401);
    await server.end(15_000);
    expect(await server.ended).toBe('it ended with exit code 0');
    expect(lives(server)).toBe(false);
    expect(files()).toEqual([]);
    await server.end(15_000);
  });

  it('does not inherit options that are for the Node of this process', async () => {
    vi.stubEnv('NODE_OPTIONS', '--import=/nowhere.mjs');
    const server = await startServer({ boundTo: 'owner' });
    await server.end(15_000);
  });

  it('tells how it died', async () => {
    const server = await startServer({ boundTo: 'owner' });
    process.kill(server.pid, 'SIGKILL');
    expect(await server.ended).toBe('it was killed by SIGKILL');
    expect(server.lastLogLines()).toEqual([]);
    expect(readServerFiles()).toEqual([]);
  });
});

describe('a host process that is bound to nobody', () => {
  it('ends with its starter, cluster and all, as long as that has not handed it over', async () => {
    const server = await startServer({ boundTo: 'none' });
    const headers = { Authorization: `Bearer ${server.token}`, 'Content-Type': 'application/json' };
    const body = JSON.stringify({ keep: true });
    expect((await fetch(`${server.url}/v1/clusters`, { method: 'POST', headers, body })).status).toBe(201);
    server.letGo(); // As when the starter is killed: its end of the pipe is closed.
    await eventually(() => expect(lives(server)).toBe(false));
    expect(files()).toEqual([]);
  });

  it('has a log that only this user can read, and ends on a signal', async () => {
    const server = await startServer({ boundTo: 'none' });
    expect(files().sort()).toEqual([`${server.pid}.json`, `${server.pid}.log`]);
    expect(statSync(logFile(server.pid)).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(serverFile(server.pid), 'utf8'))).toMatchObject({ url: server.url });
    await server.handOver();
    const headers = { Authorization: `Bearer ${server.token}` };
    expect((await fetch(`${server.url}/v1/version`, { headers })).status).toBe(200);
    process.kill(server.pid, 'SIGTERM');
    await eventually(() => expect(lives(server)).toBe(false));
    expect(files()).toEqual([]);
  });
});

describe('a start that fails', () => {
  it('shows the last lines of the log, and leaves nothing', async () => {
    const { code, message, details } = await failure({ boundTo: 'owner', arguments: ['--listen', '192.0.2.1:1'] });
    expect(code).toBe('HOST_START_FAILED');
    expect(details.reason).toBe('it ended with exit code 1');
    expect(details.log.join('\n')).toContain('TOKEN_REQUIRED');
    expect(message).toContain('Its last log lines:\n');
    expect(files()).toEqual([]);
  });

  it('fails when it is not ready in time', async () => {
    const { code, details } = await failure({ boundTo: 'none', timeoutMs: 1 });
    expect(code).toBe('HOST_START_FAILED');
    expect(details.reason).toBe('it was not ready within 1ms');
    await eventually(() => expect(readServerFiles()).toEqual([]));
    expect(files()).toEqual([]);
  });

  it('fails where its files cannot be trusted', async () => {
    vi.stubEnv('MINIMESOS_HOME', '/dev/null');
    expect(await failure({ boundTo: 'owner' })).toMatchObject({ code: 'HOME_UNUSABLE', details: { directory: '/dev/null' } });
  });
});
