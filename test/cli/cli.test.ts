import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { runCli } from '../../src/cli/cli.js';
import { commands } from '../../src/cli/commands.js';
import { FakeContext } from './fake-context.js';

async function cli(...argv: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const context = new FakeContext(argv);
  const code = await runCli(context);
  await new Promise(setImmediate);
  return { code, stdout: context.stdout.text, stderr: context.stderr.text };
}

describe('the command line', () => {
  it('shows what there is when asked', async () => {
    const { code, stdout, stderr } = await cli('--help');
    expect(code).toBe(0);
    expect(stderr).toBe('');
    for (const [name, { summary }] of Object.entries(commands)) expect(stdout).toMatch(new RegExp(`${name} +${summary}`));
    expect((await cli('help')).stdout).toBe(stdout);
    expect((await cli('-h')).stdout).toBe(stdout);
  });

  it('shows the same on stderr when nothing was asked', async () => {
    const { code, stdout, stderr } = await cli();
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('Usage: minimesos <command>');
  });

  it('has help for every command, also where options are', async () => {
    for (const name of Object.keys(commands)) {
      const { code, stdout } = await cli('help', name);
      expect([code, stdout.includes('Usage: minimesos')]).toEqual([0, true]);
      expect((await cli(name, '--help')).stdout).toBe(stdout);
    }
  });

  it('tells its version', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(await cli('--version')).toEqual({ code: 0, stdout: `minimesos ${version}\n`, stderr: '' });
    expect(await cli('version', '--json')).toEqual({ code: 0, stdout: `${JSON.stringify({ version })}\n`, stderr: '' });
  });

  it.each([
    [['upp'], 'minimesos has no command upp. Did you mean up?'],
    [['destroy'], 'minimesos has no command destroy.'],
    [['help', 'versoin'], 'Did you mean version?'],
    [['--verson'], 'minimesos has no option --verson. Did you mean --version?'],
    [['version', '--jsn'], 'minimesos version has no option --jsn. Did you mean --json?'],
    [['up', '--forground'], 'minimesos up has no option --forground. Did you mean --foreground?'],
    [['up', '--foreground', 'true'], 'a command to run only after --, but got "true"'],
    [['up', '--foreground=yes'], '--foreground expects no value, but got "yes"'],
    [['up', '--foreground', '--agents'], '--agents expects a whole number from 0 to 1000, but got nothing'],
    [['up', '--agents', '--foreground'], '--agents expects a whole number from 0 to 1000, but got nothing'],
    [['up', '--foreground', '--agents=1001'], '--agents expects a whole number from 0 to 1000, but got "1001"'],
    [['up', '--foreground', '--agents', '-3'], '--agents expects'],
    [['up', '--foreground', '--'], '-- expects a command'],
  ])('answers %j with one line and exit code 2', async (argv, words) => {
    const { code, stdout, stderr } = await cli(...argv);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(words);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  it.each([
    [['up'], 'with --foreground it works now'],
    [['up', '--foreground', '--config', 'no/such.json'], 'There is no file no/such.json.'],
    [['up', '--foreground', '--resources', 'cpus'], 'The command line does not describe a cluster:\n  agents[0].resources: '],
    [['up', '--foreground', '--name', 'Blue'], 'The command line does not describe a cluster:\n  name: '],
  ])('answers %j with what is wrong and exit code 1', async (argv, words) => {
    const { code, stderr } = await cli(...argv);
    expect(code).toBe(1);
    expect(stderr).toContain(words);
  });

  it('answers with JSON when asked for it', async () => {
    const { code, stderr } = await cli('up', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(stderr)).toMatchObject({ code: 'NOT_YET_SUPPORTED', remedy: expect.any(String) as string });
  });

  it('does not take the --json of another command for its own', async () => {
    const { stderr } = await cli('up', '--', 'ls', '--json');
    expect(stderr).toContain('minimesos: ');
  });

  it('calls its own defects by their name', async () => {
    const { version } = commands;
    expect(version).toBeDefined();
    vi.spyOn(version as NonNullable<typeof version>, 'load').mockRejectedValue(new TypeError('x is not a function'));
    const { code, stderr } = await cli('version');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^minimesos: A defect of minimesos; please report it\. TypeError: x is not a function\n {4}at /);
    vi.restoreAllMocks();
  });
});
