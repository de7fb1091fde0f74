import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AlreadyLaunchedError, type ContainerConfig } from '../../../../src/mesos/containerizer/containerizer.js';
import { baseEnvironment } from '../../../../src/mesos/containerizer/environment.js';
import { isolationOf } from '../../../../src/mesos/containerizer/isolation.js';
import { launchNested } from '../../../../src/mesos/containerizer/nested.js';
import { type Fetch, ProcessContainerizer } from '../../../../src/mesos/containerizer/process/process-containerizer.js';
import { realDisk } from '../../../../src/mesos/disk/real-disk.js';
import { Runtime } from '../../../../src/mesos/process/runtime.js';
import { Supervisor } from '../../../../src/mesos/process/supervisor/client.js';

let supervisor: Supervisor;
let directory: string;
let containerizer: ProcessContainerizer;
let fetch: Fetch;

beforeEach(() => {
  supervisor = Supervisor.acquire();
  directory = realpathSync(mkdtempSync(join(tmpdir(), 'minimesos-containerizer-test-')));
  supervisor.addDirectory(directory);
  fetch = async () => {};
  containerizer = new ProcessContainerizer({
    ...{ runtime: new Runtime(), address: { ip: '127.0.0.1', port: 1 }, supervisor, marker: 'containers', recoveryTimeoutMs: 0 },
    isolation: isolationOf({ isolation: 'posix/cpu,posix/mem', launcher: 'posix', containerizers: 'mesos' }),
    disk: realDisk,
    agent: 'slave(1)@127.0.0.1:1',
    fetch: (request) => fetch(request),
  });
});
afterEach(() => supervisor.release());

const id = { value: 'c1' };
const nestedId = { value: 'inner', parent: id };

function config(value: string, more: Partial<ContainerConfig> = {}): ContainerConfig {
  const sandbox = join(directory, 'sandbox');
  mkdirSync(sandbox, { recursive: true });
  return { command: { value }, directory: sandbox, user: undefined, environment: baseEnvironment(), ...more };
}

describe('a container', () => {
  it('is known from its launch to its end', async () => {
    await containerizer.launch(id, config('sleep 1000'));
    expect(containerizer.containers()).toEqual([id]);
    expect(containerizer.status(id)).toEqual({ container_id: id, executor_pid: expect.any(Number) });
    const ended = containerizer.wait(id);
    expect(containerizer.kill(id, 'SIGTERM')).toBe(true);
    expect(await ended).toEqual({ status: 15 });
    expect(containerizer.containers()).toEqual([]);
    expect([containerizer.wait(id), containerizer.status(id), containerizer.kill(id, 'SIGTERM')]).toEqual([
      undefined,
      undefined,
      false,
    ]);
    containerizer.destroy(id);
  });

  it('is destroyed with all that is nested in it', async () => {
    await containerizer.launch(id, config('sleep 1000'));
    await launchNested(containerizer, nestedId, { command: { value: 'sleep 1000' } });
    const [outer, inner] = [containerizer.wait(id), containerizer.wait(nestedId)];
    containerizer.destroy(id);
    expect(await Promise.all([outer, inner])).toEqual([{ status: 9 }, { status: 9 }]);
    expect(containerizer.containers()).toEqual([]);
  });

  it('takes what is nested in it along when it ends by itself', async () => {
    await containerizer.launch(id, config('sleep 0.3'));
    await launchNested(containerizer, nestedId, { command: { value: 'sleep 1000' } });
    const inner = containerizer.wait(nestedId);
    expect(await containerizer.wait(id)).toEqual({ status: 0 });
    expect(await inner).toEqual({ status: 9 });
  });
});

describe('a nested container', () => {
  it('stays known after its end, until it is removed', async () => {
    await containerizer.launch(id, config('sleep 1000'));
    await launchNested(containerizer, nestedId, { command: { value: 'sleep 1000' } });
    expect(containerizer.remove(nestedId)).toBe(false);
    containerizer.kill(nestedId, 'SIGTERM');
    expect(await containerizer.wait(nestedId)).toEqual({ status: 15 });
    expect(await containerizer.wait(nestedId)).toEqual({ status: 15 });
    expect(existsSync(join(directory, 'sandbox/containers/inner/stdout'))).toBe(true);
    expect(containerizer.remove(nestedId)).toBe(true);
    expect(containerizer.wait(nestedId)).toBeUndefined();
  });

  it('needs a parent that is not being ended, and that has not ended', async () => {
    await containerizer.launch(id, config('sleep 1000'));
    const ended = containerizer.wait(id);
    containerizer.destroy(id);
    // At once, before it can have ended.
    const launched = containerizer.launch(nestedId, config('sleep 1000'));
    await expect(launched).rejects.toThrow("Parent container c1 is in 'DESTROYING' state");
    expect(await ended).toEqual({ status: 9 });
    const launchedLater = launchNested(containerizer, nestedId, { command: { value: 'sleep 1000' } });
    await expect(launchedLater).rejects.toThrow('Parent container c1 does not exist');
    expect(containerizer.containers()).toEqual([]);
  });

  it('is launched also where the sandbox of its parent was deleted', async () => {
    await containerizer.launch(id, config('sleep 1000'));
    rmSync(join(directory, 'sandbox'), { recursive: true });
    await launchNested(containerizer, nestedId, { command: { value: 'pwd' } });
    expect(await containerizer.wait(nestedId)).toEqual({ status: 0 });
    expect(readFileSync(join(directory, 'sandbox/containers/inner/stdout'), 'utf8')).toContain('/containers/inner');
    const ended = containerizer.wait(id);
    containerizer.destroy(id);
    expect(await ended).toEqual({ status: 9 });
    expect(containerizer.containers()).toEqual([]);
  });

  it('is launched once, however often it is asked for at once', async () => {
    await containerizer.launch(id, config('sleep 1000'));
    const launch = () => launchNested(containerizer, nestedId, { command: { value: 'sleep 1000' } });
    const [first, second] = await Promise.allSettled([launch(), launch()]);
    expect([first?.status, second?.status].sort()).toEqual(['fulfilled', 'rejected']);
    expect([first, second].find((each) => each?.status === 'rejected')).toMatchObject({
      reason: expect.any(AlreadyLaunchedError),
    });
    expect(containerizer.kill(nestedId, 'SIGKILL')).toBe(true);
    expect(await containerizer.wait(nestedId)).toEqual({ status: 9 });
    containerizer.destroy(id);
  });

  it('needs a parent that runs', async () => {
    await expect(launchNested(containerizer, nestedId, { command: { value: 'true' } })).rejects.toThrow(
      'Parent container c1 does not exist',
    );
    expect(containerizer.containers()).toEqual([]);
  });
});

describe('fetching', () => {
  const uris = [{ value: '/a' }];

  it('comes first; when it fails the container is not launched', async () => {
    fetch = () => Promise.reject(new Error('no such thing'));
    await expect(
      containerizer.launch(id, config('touch launched', { command: { value: 'touch launched', uris } })),
    ).rejects.toThrow('no such thing');
    const ended = containerizer.wait(id);
    containerizer.destroy(id);
    expect(await ended).toEqual({});
    expect(existsSync(join(directory, 'sandbox/launched'))).toBe(false);
  });

  it('ends when the container is destroyed', async () => {
    let begun = () => {};
    const fetching = new Promise<void>((resolve) => {
      begun = resolve;
    });
    fetch = ({ signal }) => {
      begun();
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))));
    };
    const launched = containerizer.launch(id, config('true', { command: { value: 'true', uris } }));
    const ended = containerizer.wait(id);
    await fetching;
    containerizer.destroy(id);
    await expect(launched).rejects.toThrow('aborted');
    expect(await ended).toEqual({});
  });
});
