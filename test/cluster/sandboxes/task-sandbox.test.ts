import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MesosCluster, type MinimesosError } from '../../../src/index.js';
import { TestFramework } from '../test-framework.js';

let cluster: MesosCluster;
let mine: TestFramework;

beforeAll(async () => {
  cluster = await MesosCluster.start({ reaction: 'immediate', agents: [{ resources: 'cpus:8;mem:1024' }] });
  mine = await TestFramework.start(cluster, 'mine');
});
afterAll(() => cluster.destroy());

const failure = (work: Promise<unknown>): Promise<MinimesosError> =>
  work.then(
    () => expect.unreachable('it should have failed'),
    (error: MinimesosError) => error,
  );

async function finished(id: string, command: string): Promise<void> {
  await mine.launch(id, command);
  await cluster.waitForTasks({ state: 'TASK_FINISHED', where: (task) => task.id === id });
}

describe('the sandbox of a task', () => {
  it('can be listed and read after the task has ended', async () => {
    await finished('files', "mkdir -p 'a b/c'; printf '\\377\\000' > 'a b/c/binary'; echo out; echo err >&2");
    const sandbox = cluster.sandbox('files');
    expect((await sandbox.list()).map(({ path, directory }) => [path, directory])).toEqual([
      ['a b', true],
      ['stderr', false],
      ['stdout', false],
    ]);
    expect(await sandbox.list('a b/c')).toMatchObject([{ name: 'binary', path: 'a b/c/binary', size: 2, directory: false }]);
    expect(await sandbox.read('./a b/c/binary')).toEqual(Buffer.from([0o377, 0]));
    expect(await cluster.logs('files')).toBe('out\n');
    expect(await cluster.logs('files', { stream: 'stderr', framework: 'mine' })).toBe('err\n');
    expect(await sandbox.path()).toContain(`/frameworks/${mine.id}/executors/files/runs/`);
  });

  it('is read as a whole, however large a file is', async () => {
    await finished('large', 'head -c 300000 /dev/zero > zeros');
    expect((await cluster.sandbox('large').read('zeros')).equals(Buffer.alloc(300_000))).toBe(true);
  });

  it('is one of its own in a task group', async () => {
    await mine.launchGroup('group', { one: 'echo I am one', other: 'echo I am other; sleep 100' });
    await cluster.waitForTasks({ state: 'TASK_RUNNING', where: ({ id }) => id === 'other' });
    await expect.poll(() => cluster.logs('other')).toBe('I am other\n'); // It runs from before it has said that.
    await expect.poll(() => cluster.logs('one')).toBe('I am one\n');
    await cluster.killTask('other');
  });

  it('is that of the last task of several with the same id', async () => {
    await finished('again', 'echo first');
    // Until its end is acknowledged there may be no other one of its id.
    await cluster.waitFor(({ frameworks }) => frameworks.some((each) => each.completed_tasks.some(({ id }) => id === 'again')));
    await mine.launch('again', 'echo second');
    await cluster.waitForTasks({ state: 'TASK_FINISHED', count: 2, where: ({ id }) => id === 'again' });
    expect(await cluster.logs('again')).toBe('second\n');
  });

  it('has no files of others, and none that do not exist', async () => {
    const sandbox = cluster.sandbox('files');
    for (const path of ['../', '..', 'a b/../../stdout', '/../x']) {
      expect(await failure(sandbox.read(path)), path).toMatchObject({ code: 'NOT_IN_SANDBOX' });
    }
    expect((await failure(sandbox.read('missing'))).message).toMatch(
      /^"missing" in the sandbox of task files cannot be read: it does not exist\./,
    );
    expect((await failure(sandbox.list('missing'))).code).toBe('NOT_IN_SANDBOX');
    expect((await failure(sandbox.read('a b'))).message).toContain('Cannot download a directory.');
  });

  it('does not exist for tasks that do not, or never started', async () => {
    expect((await failure(cluster.sandbox('nobody').list())).code).toBe('UNKNOWN_TASK');
    await mine.launch('broken', 'true', 'cpus:0.1;mem:32', { command: { value: 'true', user: 'nobody-of-this-name' } });
    await cluster.waitForTasks({ state: ['TASK_LOST', 'TASK_DROPPED', 'TASK_FAILED'] });
    expect(await failure(cluster.sandbox('broken').list())).toMatchObject({ code: 'NO_SANDBOX' });
  });

  it('needs the framework where several have such a task', async () => {
    const other = await TestFramework.start(cluster, 'other');
    await finished('same', 'echo mine');
    await other.launch('same', 'echo other');
    await cluster.waitForTasks({ framework: 'other', state: 'TASK_FINISHED' });
    expect(await failure(cluster.logs('same'))).toMatchObject({ code: 'AMBIGUOUS_NAME' });
    expect(await cluster.logs('same', { framework: other.id })).toBe('other\n');
    await cluster.teardown('other');
    expect(await cluster.logs('same', { framework: other.id })).toBe('other\n');
  });

  it('cannot be reached when its agent is away, until that is back', async () => {
    await using small = await MesosCluster.start();
    const framework = await TestFramework.start(small, 'mine', { checkpoint: true, failover_timeout: 100 });
    await framework.launch('t1', 'echo hello; sleep 100');
    await small.waitForTasks({ state: 'TASK_RUNNING' });
    const [agent] = small.agents;
    await agent?.kill();
    expect(await failure(small.logs('t1'))).toMatchObject({ code: 'NO_SANDBOX' });
    await agent?.restart();
    await expect.poll(() => small.logs('t1')).toBe('hello\n'); // It runs from before it has said that.
  });
});

describe('following a file', () => {
  it('starts before the file is there and ends with the task, all characters whole', async () => {
    await mine.launch('follow', "while [ ! -e go ]; do sleep 0.01; done; printf 'h\\303'; sleep 0.1; printf '\\266ren\\n'");
    const log = cluster.followLog('follow');
    const read = (async () => {
      let text = '';
      for await (const part of log) text += part;
      return text;
    })();
    await cluster.waitForTasks({ state: 'TASK_RUNNING', where: ({ id }) => id === 'follow' });
    const { writeFile } = await import('node:fs/promises');
    await writeFile(`${await cluster.sandbox('follow').path()}/go`, '');
    expect(await read).toBe('hören\n');
  });

  it('gives all of a task that has ended', async () => {
    await finished('done', 'head -c 200000 /dev/zero | tr "\\\\0" x');
    let length = 0;
    for await (const part of cluster.followLog('done')) length += part.length;
    expect(length).toBe(200_000);
  });

  it('can be ended: by leaving the loop, or by a signal', async () => {
    await mine.launch('endless', 'echo hello; sleep 1000');
    for await (const part of cluster.sandbox('endless').follow('stdout')) {
      expect(part).toBe('hello\n');
      break;
    }
    const controller = new AbortController();
    const parts: string[] = [];
    for await (const part of cluster.followLog('endless', { signal: controller.signal })) {
      parts.push(part);
      controller.abort();
    }
    expect(parts).toEqual(['hello\n']);
    expect((await cluster.followLog('endless', { signal: controller.signal }).next()).done).toBe(true);
  });

  it('fails for tasks and paths that cannot be', async () => {
    expect(await failure(cluster.followLog('nobody').next())).toMatchObject({ code: 'UNKNOWN_TASK' });
    expect(await failure(cluster.sandbox('files').follow('../x').next())).toMatchObject({ code: 'NOT_IN_SANDBOX' });
    expect(await failure(cluster.sandbox('files').follow('a b').next())).toMatchObject({ code: 'NOT_IN_SANDBOX' });
  });

  it('ends with a reset, and with the cluster; after that it is an error', async () => {
    const small = await MesosCluster.start();
    for (const end of [() => small.reset(), () => small.destroy()]) {
      const framework = await TestFramework.start(small, 'mine');
      await framework.launch('t1', 'echo hello; sleep 1000');
      await small.waitForTasks({ state: 'TASK_RUNNING' });
      const log = small.followLog('t1');
      expect((await log.next()).value).toBe('hello\n');
      const rest = log.next();
      await end();
      expect((await rest).done).toBe(true);
    }
    expect(() => small.followLog('t1')).toThrow('which is destroyed');
  });
});
