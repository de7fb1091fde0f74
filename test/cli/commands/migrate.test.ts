import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeCluster } from '../../../src/cli/describe.js';
import { cli, FakeContext } from '../fake-context.js';

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'cli-test-'));
});
afterEach(() => rmSync(cwd, { recursive: true }));

const put = (name: string, text: string) => writeFileSync(join(cwd, name), text);
const FILE = 'minimesos {\n  clusterName = "blue"\n  agent { portNumber = 5051 }\n  agent { portNumber = 5052 }\n}\n';

describe('minimesos migrate', () => {
  it('writes a description, and tells what is not in it', async () => {
    put('minimesosFile', FILE);
    const { code, stdout, stderr } = await cli(['migrate'], { cwd });
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(
      /^lines 3 and 4: all agents are on one machine, .*\nWrote minimesos\.yaml\. Start .*: minimesos up\n$/,
    );
    const text = readFileSync(join(cwd, 'minimesos.yaml'), 'utf8');
    expect(text).toContain('# lines 3 and 4: all agents are on one machine');
    const before = await describeCluster(new FakeContext([], { cwd }), { config: 'minimesosFile' });
    expect(await describeCluster(new FakeContext([], { cwd }), {})).toEqual(before);
    expect(before).toMatchObject({ name: 'blue', agents: [{}, {}] });
  });

  it('leaves what is there, unless it is told not to', async () => {
    put('minimesosFile', FILE);
    put('minimesos.yaml', 'agents: 7\n');
    expect(await cli(['migrate'], { cwd })).toMatchObject({ code: 1, stderr: expect.stringContaining('--force') as string });
    expect(readFileSync(join(cwd, 'minimesos.yaml'), 'utf8')).toBe('agents: 7\n');
    const { code, stdout } = await cli(['migrate', '--force', '--json'], { cwd });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ file: 'minimesos.yaml', notes: [{ lines: [3, 4] }] });
    expect(readFileSync(join(cwd, 'minimesos.yaml'), 'utf8')).toContain('name: blue');
  });

  it('takes another file, and writes nothing when that is wrong', async () => {
    put('mine', 'minimesos {\n  agnet { }\n}\n');
    const { code, stderr } = await cli(['migrate', 'mine'], { cwd });
    expect(code).toBe(1);
    expect(stderr).toContain(
      'mine does not describe a cluster:\n  line 2, column 3: minimesos has no block agnet; did you mean agent?',
    );
    expect(await cli(['migrate', 'none'], { cwd })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('no file none') as string,
    });
    expect(() => readFileSync(join(cwd, 'minimesos.yaml'))).toThrow();
  });
});

describe('a minimesosFile', () => {
  it('describes the cluster where there is no other description', async () => {
    put('minimesosFile', FILE);
    const context = new FakeContext([], { cwd });
    expect(await describeCluster(context, {})).toMatchObject({ name: 'blue', agents: [{}, {}], zookeeper: {} });
    expect(context.stderr.text).toMatch(/^minimesosFile, lines 3 and 4: all agents are on one machine, .*\.\n$/);
    put('minimesos.yaml', 'agents: 7\n');
    expect((await describeCluster(new FakeContext([], { cwd }), {})).agents).toHaveLength(7);
    const named = new FakeContext([], { cwd });
    expect((await describeCluster(named, { clusterConfig: './minimesosFile' })).agents).toHaveLength(2);
    expect(named.stderr.text).toMatch(/^\.\/minimesosFile, lines 3 and 4: /);
  });
});
