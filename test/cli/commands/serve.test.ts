import { closeSync, existsSync, openSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { answers, Place, type RealCli } from '../real-cli.js';

let place: Place;
beforeAll(() => {
  place = new Place();
});
afterEach(() => place.killAll());
afterAll(() => place[Symbol.asyncDispose]());

interface Ready {
  readonly pid: number;
  readonly url: string;
  readonly token: string;
}

async function ready(cli: RealCli): Promise<Ready> {
  await cli.printed('\n');
  return JSON.parse(cli.stdout) as Ready;
}

const create = (server: Ready, description = {}): Promise<{ name: string; masters: { url: string }[] }> =>
  fetch(`${server.url}/v1/clusters`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${server.token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ description }),
  }).then((answer) => answer.json() as Promise<{ name: string; masters: { url: string }[] }>);

describe('minimesos serve', () => {
  it('offers the API to this user until a signal, and takes its clusters along', async () => {
    const cli = place.start(['serve', '--json']);
    const server = await ready(cli);
    const { name, masters } = await create(server);
    const file = join(place.env.MINIMESOS_HOME, `servers/${server.pid}.json`);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ token: server.token, clusters: [name] });
    expect((await place.run(['info', '--cluster', name])).code).toBe(0);
    cli.child.kill('SIGTERM');
    expect(await cli.ended).toBe(0);
    expect(await answers(String(masters[0]?.url))).toBe(false);
    expect(readdirSync(join(place.env.MINIMESOS_HOME, 'servers'))).toEqual([]);
  });

  it('lives on when one of its clusters is destroyed, unless it is there for them alone', async () => {
    const staying = place.start(['serve', '--json']);
    const going = place.start(['serve', '--json', '--until-empty']);
    for (const cli of [staying, going]) {
      const { name } = await create(await ready(cli));
      expect((await place.run(['destroy', '--cluster', name])).code).toBe(0);
    }
    expect(await going.ended).toBe(0);
    expect(staying.child.exitCode).toBeNull();
  });

  it('lives and ends as ever where neither its file nor its log can be written', async (context) => {
    context.skip(!existsSync('/dev/full'), 'there is no device that is always full');
    const home = join(place.folder, 'full');
    const stderr = openSync('/dev/full', 'w');
    const cli = place.start(['serve', '--json', '--until-empty'], { stderr, env: { MINIMESOS_HOME: home } });
    closeSync(stderr);
    const server = await ready(cli);
    rmSync(home, { recursive: true });
    writeFileSync(home, '');
    const { name, masters } = await create(server);
    expect(await answers(String(masters[0]?.url))).toBe(true);
    const headers = { Authorization: `Bearer ${server.token}` };
    expect((await fetch(`${server.url}/v1/clusters/${name}`, { method: 'DELETE', headers })).status).toBe(204);
    expect(await cli.ended).toBe(0);
  });

  it.each([
    [
      ['--listen', 'nonsense:x'],
      2,
      '--listen expects host:port, such as 127.0.0.1:8080, or only one of the two, but got "nonsense:x".',
    ],
    [['--listen', '0.0.0.0:0'], 1, 'can be reached from other machines, and needs a token'],
    [['--lisen', '1'], 2, 'Did you mean --listen?'],
  ])('refuses %j in one line', async (args, code, words) => {
    const ended = await place.run(['serve', ...args]);
    expect([ended.code, ended.stdout]).toEqual([code, '']);
    expect(ended.stderr).toContain(words);
    expect(ended.stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  it('takes its token from a file', async () => {
    const file = join(place.folder, 'token');
    const cli = place.start(['serve', '--json', '--token-file', file]);
    const { token } = await ready(cli);
    expect(readFileSync(file, 'utf8').trim()).toBe(token);
  });

  it('prints a token only where nobody has given one', async () => {
    const file = join(place.folder, 'token');
    const [made, given] = [place.start(['serve']), place.start(['serve', '--token-file', file])];
    await made.printed('Its token: ');
    await given.printed(`Its token is that of ${file}\n`);
    expect(given.stdout + given.stderr).not.toContain(readFileSync(file, 'utf8').trim());
  });
});
