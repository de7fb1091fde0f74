import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestServer } from '../test-cluster.js';

let test: TestServer;
const run = (...argv: string[]) => test.run(['run', '--cluster', 'blue', ...argv]);

beforeAll(async () => {
  test = await TestServer.start();
  await test.cluster({ name: 'blue', reaction: 'immediate' });
});
afterAll(() => test[Symbol.asyncDispose]());

describe('minimesos run', () => {
  it('shows what a program writes, each stream where it belongs', async () => {
    expect(await run('--', 'echo', '$HOME', 'a  b')).toEqual({ code: 0, stdout: '$HOME a  b\n', stderr: '' });
    expect(await run('--', 'echo out; echo err >&2')).toEqual({ code: 0, stdout: 'out\n', stderr: 'err\n' });
  });

  it('exits as the command does', async () => {
    expect((await run('--', 'exit 7')).code).toBe(7);
    expect((await run('--', 'kill -TERM $$')).code).toBe(128 + 15);
    expect(await run('--', 'no-such-program', 'x')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('no-such-program') as string,
    });
  });

  it('gives the task what is asked for', async () => {
    const { stdout } = await run(
      '--env',
      'A=1',
      '--env',
      'B=x=y',
      '--name',
      'mine',
      '--resources',
      'cpus:0.2;mem:32',
      '--json',
      '--',
      'echo $A $B',
    );
    expect(JSON.parse(stdout)).toMatchObject({ state: 'TASK_FINISHED', exitCode: 0, stdout: '1 x=y\n' });
  });

  it('says why no agent can run it', async () => {
    const { code, stderr } = await run('--resources', 'cpus:1000', '--', 'true');
    expect(code).toBe(1);
    expect(stderr).toContain('cpus');
    expect((await run('--agent', '9', '--', 'true')).stderr).toContain('Cluster blue has no agent');
  });

  it('runs it as somebody', async () => {
    const flags = {
      ...{ authenticate_http_frameworks: true, http_framework_authenticators: 'basic', credentials: 'p secret' },
      acls: { run_tasks: [{ principals: { values: ['p'] }, users: { type: 'NONE' } }] },
    };
    await test.cluster({ name: 'asking', masters: [{ flags }], reaction: 'immediate' });
    const asking = (...argv: string[]) => test.run(['run', '--cluster', 'asking', ...argv, '--', 'true']);
    expect((await asking()).code).toBe(0);
    expect(await asking('--credential', 'p:secret')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("Principal 'p' no authorized to launch task") as string,
    });
    const wrong = await asking('--credential', 'p:wrong');
    expect(wrong).toMatchObject({ code: 1, stderr: expect.stringContaining("does not know principal 'p'") as string });
    const malformed = await asking('--credential', 'secret');
    expect(malformed).toMatchObject({ code: 2, stderr: expect.stringContaining('a principal and its secret') as string });
    expect(wrong.stderr + malformed.stderr).not.toMatch(/wrong|"secret"/);
  });

  it('exits with 4 when it takes too long', async () => {
    expect((await run('--timeout', '200ms', '--', 'sleep 1000')).code).toBe(4);
  });
});
