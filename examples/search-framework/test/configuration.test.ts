import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { InvalidConfiguration, readConfiguration } from '../src/configuration/read-configuration.js';
import { helpText, optionOf, SETTINGS, variableOf } from '../src/configuration/settings.js';
import { Search } from './search-test.js';

const folder = mkdtempSync(join(tmpdir(), 'search-configuration-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const MASTER = ['--master', 'http://127.0.0.1:5050'];

async function problemsOf(args: string[], env: NodeJS.ProcessEnv = {}): Promise<readonly string[]> {
  try {
    await readConfiguration(args, env);
  } catch (error) {
    if (error instanceof InvalidConfiguration) return error.problems;
    throw error;
  }
  return [];
}

describe('the configuration', () => {
  test('has defaults for all but the master', async () => {
    const { configuration, sources } = await readConfiguration(MASTER, {});
    expect(configuration).toMatchObject({ name: 'search', nodes: 3, role: '*', cpus: 0.2, teardownOnExit: false });
    expect(configuration.master).toEqual([new URL('http://127.0.0.1:5050')]);
    expect(sources).toMatchObject({ master: '--master', nodes: 'default' });
    expect(await problemsOf([])).toEqual([expect.stringContaining('no Mesos master is given')]);
  });

  test('takes options before the environment, this before the file, and this before defaults', async () => {
    const path = file('all.yaml', 'master: [http://a:1, http://b:2]\nnodes: 1\nname: from-file\nrole: from-file\nmem: 64\n');
    const env = { SEARCH_FRAMEWORK_CONFIGURATION: path, SEARCH_FRAMEWORK_NODES: '2', SEARCH_FRAMEWORK_NAME: 'from-environment' };
    const { configuration, sources } = await readConfiguration(['--nodes=4', '--teardown-on-exit'], env);
    expect(configuration).toMatchObject({
      nodes: 4,
      name: 'from-environment',
      role: 'from-file',
      mem: 64,
      cpus: 0.2,
      teardownOnExit: true,
    });
    expect(configuration.master).toEqual([new URL('http://a:1'), new URL('http://b:2')]);
    expect(sources).toMatchObject({ nodes: '--nodes', name: 'SEARCH_FRAMEWORK_NAME', role: `${path}: role`, cpus: 'default' });
  });

  test('takes places in ZooKeeper, and keeps passwords for itself', async () => {
    const args = ['--master', 'zk://me:secret@a:2181,b.example.com/mesos', '--state=zk://me:secret@c/of/ours/'];
    const { configuration } = await readConfiguration(args, {});
    expect(configuration.master).toMatchObject({ servers: 'a:2181,b.example.com', path: '/mesos', credentials: 'me:secret' });
    expect(configuration.state).toMatchObject({ servers: 'c', path: '/of/ours' });
    expect(JSON.parse(JSON.stringify(configuration))).toMatchObject({
      master: 'zk://a:2181,b.example.com/mesos',
      state: 'zk://c/of/ours',
    });
    expect((await readConfiguration([...MASTER, '--state', 'zk://a:2181'], {})).configuration.state).toMatchObject({ path: '' });
    const form = 'is not of the form zk://user:password@host:port,host:port/path';
    expect(await problemsOf(['--master=zk://a:2181', '--state=zk://a:b'])).toEqual([
      '--master: "zk://a:2181" has no path, such as /mesos',
      `--state: "zk://a:b" ${form}`,
    ]);
    for (const state of ['zk://', 'zk:///path', 'zk://a,,b', 'zk://me@a', 'zk://a//b', 'zk://a:2181,http://b'])
      expect(await problemsOf([...MASTER, '--state', state])).toEqual([`--state: ${JSON.stringify(state)} ${form}`]);
  });

  test('may be a JSON file', async () => {
    const path = file('all.json', '{"master": "http://a:1", "nodes": 7, "teardownOnExit": true}');
    expect((await readConfiguration(['--configuration', path], {})).configuration).toMatchObject({
      nodes: 7,
      teardownOnExit: true,
    });
  });

  test('reports all problems at once, each with its place', async () => {
    const path = file('wrong.yaml', 'nodes: many\ncolour: red\nmem: 1\n');
    const args = ['--master', 'mesos', '--cpus=-1', '--name', 'No Name', '--rack=a', 'extra', '--configuration', path, '--port'];
    const env = { SEARCH_FRAMEWORK_NODES: '2.5', SEARCH_FRAMEWORK_NODE: '3', SEARCH_FRAMEWORK_DATA_DIRECTORY: 'data' };
    expect([...(await problemsOf(args, env))].sort()).toEqual(
      [
        '--cpus: "-1" is not a number from 0.01 to 1000000',
        '--master: "mesos" is not a URL that begins with http://, https:// or zk://',
        '--name: "No Name" is not small letters, digits and -',
        '--port: its value is missing',
        '--rack: there is no such option; see --help',
        `${path}: colour: there is no such setting; see --help`,
        `${path}: mem: 1 is not a number from 32 to 1000000`,
        `${path}: nodes: "many" is not a whole number from 0 to 1000`,
        'SEARCH_FRAMEWORK_DATA_DIRECTORY: "data" is not an absolute path',
        'SEARCH_FRAMEWORK_NODE: there is no such setting; see --help',
        'SEARCH_FRAMEWORK_NODES: "2.5" is not a whole number from 0 to 1000',
        'extra: this takes options only; see --help',
      ].sort(),
    );
  });

  test('says what is wrong with its file', async () => {
    const problem = async (path: string) => (await problemsOf([...MASTER, '--configuration', path]))[0];
    expect(await problem(join(folder, 'none.yaml'))).toContain('cannot be read: ENOENT');
    expect(await problem(file('broken.yaml', '{'))).toContain('cannot be read');
    expect(await problem(file('list.yaml', '- nodes'))).toContain('is not a map of names to values');
  });

  test('is explained by --help', () => {
    for (const name of Object.keys(SETTINGS)) expect(helpText()).toContain(optionOf(name));
    expect(variableOf('dataDirectory')).toBe('SEARCH_FRAMEWORK_DATA_DIRECTORY');
  });
});

describe('the program', () => {
  test('ends with 2 and the problems when the configuration is not valid', async () => {
    const search = new Search({ nodes: 'many' });
    expect(await search.exited).toBe(2);
    expect(search.output).toContain('--nodes: "many" is not');
    expect(search.output).toContain('no Mesos master is given');
  });

  test('shows its options', async () => {
    const search = new Search({ help: true });
    expect(await search.exited).toBe(0);
    expect(search.output).toContain('--data-directory PATH');
  });

  test('ends with 1 when a file is missing, or its state is no state', async () => {
    const options = { master: 'http://127.0.0.1:1', state: file('state.json', '[]') };
    const runs = [new Search({ ...options, 'node-settings': join(folder, 'none') }), new Search(options)];
    expect(await Promise.all(runs.map(({ exited }) => exited))).toEqual([1, 1]);
    expect(runs[0]?.output).toContain('ENOENT');
    expect(runs[1]?.output).toContain('is not a state file of this framework');
  });

  test('waits for a master that is not there yet', async () => {
    const search = new Search({ master: 'http://127.0.0.1:1', state: join(folder, 'new.json') });
    await search.says('Not subscribed at 127.0.0.1:1');
    expect((await search.ask('GET', '/health')).body).toMatchObject({
      status: 'red',
      waitingFor: 'a master that accepts the framework',
    });
    expect((await search.ask('DELETE', '/framework')).status).toBe(503);
    expect(await search.kill('SIGTERM')).toBe(0);
  });
});
