import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatTimeline, MesosCluster, toJsonLines } from '../../src/index.js';
import { Place } from '../cli/real-cli.js';
import { figure, ownProcesses } from './surroundings.js';

/** Every secret that there is, in a form that is found wherever it comes to light. */
const SECRETS = {
  credential: 'canary-of-credentials',
  httpCredential: 'canary-of-http-credentials',
  jwt: 'canary-of-the-jwt-key',
  registry: 'canary-of-a-registry',
  zookeeper: 'canary-of-zookeeper',
  another: 'canary-of-another-zookeeper',
  uri: 'canary-of-a-uri',
};
const found = (text: string): string[] => Object.values(SECRETS).filter((secret) => text.includes(secret));

let folder: string;
let cluster: MesosCluster;
const web = createServer((_, response) => response.end('fetched'));
const before = process.env['TMPDIR'];
const basic = `Basic ${Buffer.from(`p:${SECRETS.credential}`).toString('base64')}`;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'security-'));
  process.env['TMPDIR'] = folder;
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
  const credential = { principal: 'p', secret: SECRETS.credential };
  const flags = {
    http_credentials: [{ principal: 'p', secret: SECRETS.httpCredential }],
    credential,
    jwt_secret_key: SECRETS.jwt,
    docker_config: { auths: { 'registry.example': { auth: SECRETS.registry } } },
  };
  cluster = await MesosCluster.start({
    reaction: 'immediate',
    masters: [{ ownProcess: true, flags: { credentials: [credential] } }],
    agents: [{ flags }, { ownProcess: true, flags }],
    zookeeper: { credentials: `user:${SECRETS.zookeeper}` },
    zookeepers: { another: { credentials: `user:${SECRETS.another}` } },
  });
  const { port } = web.address() as { port: number };
  for (const { id } of cluster.agents) {
    await cluster.run('true', { agent: id, uris: [`http://user:${SECRETS.uri}@127.0.0.1:${port}/f`] });
  }
});

afterAll(async () => {
  await cluster?.destroy();
  web.close();
  if (before === undefined) delete process.env['TMPDIR'];
  else process.env['TMPDIR'] = before;
  rmSync(folder, { recursive: true, force: true });
});

/** All files below a directory, with their permissions. */
const below = (directory: string) =>
  readdirSync(directory, { recursive: true, withFileTypes: true }).map((entry) => {
    const path = join(entry.parentPath, entry.name);
    return { path, isFile: entry.isFile(), mode: lstatSync(path).mode & 0o777 };
  });

const rootOf = () => join(folder, readdirSync(folder).find((name) => name.startsWith('minimesos-')) ?? '');

describe('secrets', () => {
  it('are in no command line, which everybody on a machine may read', () => {
    const lines = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((pid) => {
        try {
          return [readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')];
        } catch {
          return []; // ended meanwhile
        }
      });
    expect(lines.filter((line) => found(line).length > 0)).toEqual([]);
    expect(lines.some((line) => line.includes('--work_dir'))).toBe(true);
    figure('Command lines without a secret', `${lines.length}, ${ownProcesses().length} of them of the cluster`);
  });

  it('are not told by what masters and agents show of themselves', async () => {
    const shown: string[] = [];
    let asked = 0;
    const look = async (url: string, init: RequestInit = {}) => {
      const text = await (await fetch(url, init)).text();
      asked++;
      if (found(text).length > 0) shown.push(`${url} ${typeof init.body === 'string' ? init.body : ''}: ${found(text)}`);
    };
    for (const { url } of [...cluster.masters, ...cluster.agents]) {
      for (const path of [
        '/flags',
        '/state',
        '/frameworks',
        '/tasks',
        '/slaves',
        '/roles',
        '/containers',
        '/metrics/snapshot',
        '/files/debug',
      ]) {
        await look(`${url}${path}`, { headers: { Authorization: basic } });
      }
      const headers = { 'Content-Type': 'application/json', Accept: 'application/json', Authorization: basic };
      for (const type of ['GET_FLAGS', 'GET_AGENT', 'GET_MASTER', 'GET_AGENTS', 'GET_FRAMEWORKS', 'GET_OPERATIONS']) {
        await look(`${url}/api/v1`, { method: 'POST', headers, body: JSON.stringify({ type }) });
      }
    }
    expect(shown).toEqual([]);
    figure('Documents without a secret', asked);
  });

  it('are not in the timeline, in any form', () => {
    const entries = cluster.timeline();
    expect(entries.length).toBeGreaterThan(10);
    expect(found(toJsonLines(entries) + formatTimeline(entries) + JSON.stringify(entries))).toEqual([]);
  });

  it('are in no file that others may read, and in no log', () => {
    const files = below(rootOf());
    // All lies in a directory of its own that others may not enter.
    expect(lstatSync(rootOf()).mode & 0o777).toBe(0o700);
    const told = files.filter(({ path, isFile }) => isFile && found(readFileSync(path, 'utf8')).length > 0);
    // ZooKeeper's rules name the digest of a password, and not the password.
    expect(told).toEqual([]);
    figure('Files of a cluster without a secret', files.length);
  });

  it('are not in the archive for bug reports, which this user alone may read', async () => {
    const archive = await cluster.diagnostics(join(folder, 'diagnostics.tgz'));
    expect(lstatSync(archive).mode & 0o777).toBe(0o600);
    const target = mkdtempSync(join(folder, 'archive-'));
    execFileSync('tar', ['xzf', archive, '-C', target]);
    const told = below(target).filter(({ path, isFile }) => isFile && found(readFileSync(path, 'utf8')).length > 0);
    expect(told).toEqual([]);
    expect(readFileSync(join(target, readdirSync(target)[0] ?? '', 'description.json'), 'utf8')).toContain('[redacted]');
  });

  it('are not told by errors', async () => {
    const wrong = {
      masters: [{ flags: { credentials: `[{"principal":"p","secret":"${SECRETS.credential}"}` } }],
      agents: [{ flags: { jwt_secret_key: '', docker_config: 7, credential: `{"secret":"${SECRETS.credential}"` } }],
      zookeeper: { credentials: SECRETS.zookeeper },
    };
    const url = `zk://user:${SECRETS.zookeeper}@127.0.0.1:2181/mesos`;
    const descriptions = [
      wrong,
      { zookeeper: url },
      { zookeeper: url.replace('user:', 'user: ') },
      ...[url.replace('//', '/'), url.replace('zk://', ''), url.replace('/mesos', '')].map((text) => ({
        zookeeper: { url: text },
      })),
      { masters: [{ flags: { zk: url } }], agents: [{ flags: { master: url } }] },
      { agents: [{ flags: { jwt_secret_key: `/${SECRETS.jwt}` } }] },
      { driver: 'attached', master: `user:${SECRETS.zookeeper}@127.0.0.1` },
      { driver: 'attached', master: url.replace('zk:', 'http:') },
    ];
    for (const description of descriptions) {
      const error = await MesosCluster.start(description as never).catch((reason: unknown) => reason);
      expect(error, JSON.stringify(description)).toMatchObject({ code: 'INVALID_DESCRIPTION' });
      expect(found(`${(error as Error).message} ${JSON.stringify(error)}`), JSON.stringify(description)).toEqual([]);
    }
    figure('Descriptions whose errors tell no secret', descriptions.length);
  });
});

describe('the token of a host process', () => {
  it('is in a file of this user alone, and nowhere else', async () => {
    await using place = new Place();
    expect((await place.run(['up'])).code).toBe(0);
    const servers = join(place.env.MINIMESOS_HOME, 'servers');
    const [name = ''] = readdirSync(servers).filter((file) => file.endsWith('.json'));
    const { token, pid } = JSON.parse(readFileSync(join(servers, name), 'utf8')) as { token: string; pid: number };
    for (const path of [place.env.MINIMESOS_HOME, servers]) expect(lstatSync(path).mode & 0o777).toBe(0o700);
    expect(below(servers).map(({ path, mode }) => [path.replace(/.*\./, ''), mode])).toEqual(
      expect.arrayContaining([
        ['json', 0o600],
        ['log', 0o600],
      ]),
    );
    const told: string[] = [];
    for (const command of [
      ['info'],
      ['info', '--json'],
      ['ps'],
      ['ps', '--json'],
      ['doctor'],
      ['timeline'],
      ['state'],
      ['info', '--cluster', 'nobody'],
    ]) {
      const { stdout, stderr } = await place.run(command);
      if ((stdout + stderr).includes(token)) told.push(command.join(' '));
    }
    expect(told).toEqual([]);
    expect(readFileSync(`/proc/${pid}/cmdline`, 'utf8')).not.toContain(token);
    expect(readFileSync(join(servers, `${pid}.log`), 'utf8')).not.toContain(token);
    expect(
      below(join(place.folder, '.minimesos')).filter(({ path, isFile }) => isFile && readFileSync(path, 'utf8').includes(token)),
    ).toEqual([]);
  });

  it('is written for this user alone where a file is named for it', async () => {
    await using place = new Place();
    const file = join(place.folder, 'token');
    const server = place.start(['serve', '--token-file', file]);
    await server.printed('The remote API of minimesos listens');
    expect(existsSync(file) && lstatSync(file).mode & 0o777).toBe(0o600);
    server.child.kill('SIGTERM');
    await server.ended;
  });
});
