import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { commands } from '../../src/cli/commands.js';
import { cli } from './fake-context.js';

const cwd = mkdtempSync(join(tmpdir(), 'cli-test-'));
afterAll(() => rmSync(cwd, { recursive: true }));

describe('the command line', () => {
  it('shows what there is when asked', async () => {
    const { code, stdout, stderr } = await cli(['--help']);
    expect(code).toBe(0);
    expect(stderr).toBe('');
    for (const [name, { summary }] of Object.entries(commands)) expect(stdout).toMatch(new RegExp(` ${name} +${summary}`));
    expect((await cli(['help'])).stdout).toBe(stdout);
    expect((await cli(['-h'])).stdout).toBe(stdout);
  });

  it('shows the same on stderr when nothing was asked', async () => {
    const { code, stdout, stderr } = await cli([]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('Usage: minimesos COMMAND');
  });

  it('has help for every command, also where options are', async () => {
    for (const name of Object.keys(commands)) {
      const words = name.split(' ');
      const { code, stdout } = await cli(['help', ...words]);
      expect([code, stdout.startsWith(`Usage: minimesos ${name} `)]).toEqual([0, true]);
      expect((await cli([...words, '--help'])).stdout).toBe(stdout);
    }
  });

  it('fits its help into a narrow terminal', async () => {
    for (const name of Object.keys(commands)) {
      const { stdout } = await cli(['help', ...name.split(' ')], { columns: 60 });
      // A word that is longer by itself has to stay whole.
      const tooLong = stdout.split('\n').filter((line) => line.length > 60 && line.trim().includes(' '));
      expect(tooLong, name).toEqual([]);
    }
    const { stdout } = await cli(['help'], { columns: 60 });
    expect(Math.max(...stdout.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(60);
  });

  it('lists the commands that begin with the same word', async () => {
    const { code, stdout } = await cli(['help', 'agent']);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /agent add .*\n.*agent stop .*\n.*agent kill .*\n.*agent pause .*\n.*agent resume .*\n.*agent restart /,
    );
    for (const option of ['--help', '-h']) expect((await cli(['agent', option])).stdout).toBe(stdout);
  });

  it('tells its version', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(await cli(['--version'])).toEqual({ code: 0, stdout: `minimesos ${version}\n`, stderr: '' });
    expect(await cli(['version', '--json'])).toEqual({ code: 0, stdout: `${JSON.stringify({ version })}\n`, stderr: '' });
  });

  it.each([
    [['upp'], 'minimesos has no command upp. Did you mean up?'],
    [['launch'], 'minimesos has no command launch. See minimesos --help.'],
    [['help', 'versoin'], 'Did you mean version?'],
    [['agent'], 'minimesos agent expects one of add, stop, kill, pause, resume, restart, but got nothing.'],
    [['agent', '-v'], 'minimesos agent expects one of add, stop, kill, pause, resume, restart, but got "-v".'],
    [['agent', 'restrat'], 'minimesos has no command agent restrat. Did you mean agent restart?'],
    [['task', 'kil', 'x'], 'Did you mean task kill?'],
    [['task', 'kill'], 'minimesos task kill expects the id of a task'],
    [['--verson'], 'minimesos has no option --verson. Did you mean --version?'],
    [['version', '--jsn'], 'minimesos version has no option --jsn. Did you mean --json?'],
    [['up', '--forground'], 'minimesos up has no option --forground. Did you mean --foreground?'],
    [['up', '--foreground', 'true'], 'a command to run only after --, but got "true"'],
    [['up', '--foreground=yes'], '--foreground expects no value, but got "yes"'],
    [['up', '--agents'], '--agents expects a whole number from 0 to 1000, but got nothing'],
    [['up', '--agents', '--foreground'], '--agents expects a whole number from 0 to 1000, but got nothing'],
    [['up', '--agents=1001'], '--agents expects a whole number from 0 to 1000, but got "1001"'],
    [['up', '--agents', '-3'], '--agents expects'],
    [['up', '--masters=6'], '--masters expects a whole number from 1 to 5, but got "6"'],
    [['up', '--'], '-- expects a command'],
    [['up', '--resources', 'cpus'], '--resources expects resources such as'],
    [['up', '--name', 'Blue'], '--name expects a name of 1 to 63 small letters, digits and -, but got "Blue".'],
    [['run', 'ls'], 'options, and a command to run only after --, but got "ls"'],
    [['run'], 'minimesos run expects -- and a command to run, but got nothing.'],
    [['run', '--env', 'GREETING', '--', 'env'], '--env expects NAME=VALUE, but got "GREETING".'],
    [['run', '--timeout', 'soon', '--', 'env'], '--timeout expects a duration such as 30secs'],
    [['wait'], 'minimesos wait expects one of --framework, --tasks, --agents, --agent, --condition, but got none of them.'],
    [['wait', '--agents', '1', '--condition', 'true'], 'but got --agents and --condition.'],
    [['wait', '--tasks', '1', '--state', 'runing'], '(TASK_RUNNING, perhaps), but got "TASK_RUNING".'],
    [['wait', '--agent', '0', '--state', 'running'], '--state expects one of active, inactive, gone'],
    [['wait', '--condition', 'frameworks.'], '--condition expects an expression in JavaScript (Unexpected token'],
    [['timeline', '--kind', 'calls'], '(call, perhaps), but got "calls".'],
    [['completion', 'basch'], '(bash, perhaps), but got "basch".'],
    [['info', '--cluster', 'ftp://x/y'], '--cluster expects a name, or a URL such as'],
  ])('answers %j with one line and exit code 2', async (argv, words) => {
    const { code, stdout, stderr } = await cli(argv, { cwd });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(words);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  it.each([
    [['up', '--config', 'no/such.json'], 'There is no file no/such.json.'],
    [['up', '--config', '.'], '. cannot be read: it is a directory.'],
    [['up', '--config', 'minimesosFile'], 'There is no file minimesosFile.'],
    [['up', '--clusterConfig=no/minimesosFile'], 'There is no file no/minimesosFile.'],
    [['migrate'], 'There is no file minimesosFile.'],
  ])('answers %j with what is wrong and exit code 1', async (argv, words) => {
    const { code, stderr } = await cli(argv, { cwd });
    expect(code).toBe(1);
    expect(stderr).toContain(words);
  });

  it.each([
    ['broken.yaml', 'agents: 3\nmasters: [\n', 'broken.yaml:3:1: '],
    ['broken.json', '{\n  "agents": 3,\n}\n', 'broken.json:3:1: this is not JSON.'],
    ['broken.ts', 'export default {\n  agents: 3,,\n};\n', 'broken.ts:2:13: '],
    [
      'typo.yaml',
      'agnets: 3\n',
      'typo.yaml does not describe a cluster:\n  agnets: a cluster has no such key; did you mean agents?',
    ],
    ['none.mjs', 'export const agents = 3;\n', 'none.mjs: it has no default export'],
    ['throws.js', 'throw new Error("no luck");\n', 'throws.js: no luck.'],
  ])('says where %s is wrong', async (name, text, words) => {
    const file = join(cwd, name);
    writeFileSync(file, text);
    const { code, stderr } = await cli(['up', '--config', name], { cwd });
    expect(code).toBe(1);
    expect(stderr).toContain(`minimesos: ${words}`);
  });

  it('answers with JSON when asked for it', async () => {
    const { code, stderr } = await cli(['info', '--json'], { cwd });
    expect(code).toBe(3);
    expect(JSON.parse(stderr)).toMatchObject({ code: 'NOT_RUNNING', remedy: expect.any(String) as string });
  });

  it('does not take the --json of another command for its own', async () => {
    const { stderr } = await cli(['up', '--config', 'no/such.json', '--', 'ls', '--json'], { cwd });
    expect(stderr).toContain('minimesos: ');
  });

  it('calls its own defects by their name', async () => {
    const { version } = commands;
    expect(version).toBeDefined();
    vi.spyOn(version as NonNullable<typeof version>, 'load').mockRejectedValue(new TypeError('x is not a function'));
    const { code, stderr } = await cli(['version']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^minimesos: A defect of minimesos; please report it\. TypeError: x is not a function\n {4}at /);
    vi.restoreAllMocks();
  });

  it('tells that no more files can be opened, also where a part of it cannot be loaded', async () => {
    const { version } = commands;
    const error = Object.assign(new Error("EMFILE: too many open files, open 'part.js'"), { code: 'EMFILE' });
    vi.spyOn(version as NonNullable<typeof version>, 'load').mockRejectedValue(error);
    const { code, stderr } = await cli(['version']);
    expect(code).toBe(1);
    expect(stderr.replace(/\s+/g, ' ')).toContain(
      "minimesos version could not be done, as no more files and connections can be opened (EMFILE: too many open files, open 'part.js').",
    );
    expect(JSON.parse((await cli(['version', '--json'])).stderr)).toMatchObject({ code: 'TOO_MANY_FILES' });
    vi.restoreAllMocks();
  });
});
