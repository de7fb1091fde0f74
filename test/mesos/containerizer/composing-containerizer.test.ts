import { describe, expect, it } from 'vitest';
import { ComposingContainerizer } from '../../../src/mesos/containerizer/composing-containerizer.js';
import {
  type ContainerConfig,
  type ContainerTermination,
  formatContainerId,
  type LocalContainerizer,
} from '../../../src/mesos/containerizer/containerizer.js';
import { UnsupportedContainerError } from '../../../src/mesos/containerizer/isolation.js';
import { MemoryDisk } from '../../../src/mesos/disk/memory-disk.js';
import type { ContainerID } from '../../../src/mesos/wire/messages.js';

/** A containerizer that keeps what it is given, and takes one type of container. */
class Keeping implements LocalContainerizer {
  readonly disk = new MemoryDisk();
  readonly kept = new Map<string, { id: ContainerID; config: ContainerConfig; end: (how: ContainerTermination) => void }>();
  readonly ends = new Map<string, Promise<ContainerTermination>>();

  constructor(
    private readonly type: 'DOCKER' | 'MESOS' | undefined,
    private readonly seconds = 1,
  ) {}

  takes = ({ container }: ContainerConfig) => container?.type === this.type;
  has = (id: ContainerID) => this.kept.has(formatContainerId(id));
  async launch(id: ContainerID, config: ContainerConfig) {
    const ended = new Promise<ContainerTermination>((end) => this.kept.set(formatContainerId(id), { id, config, end }));
    this.ends.set(formatContainerId(id), ended);
  }
  wait = (id: ContainerID) => this.ends.get(formatContainerId(id));
  destroy = (id: ContainerID) => {
    this.kept.get(formatContainerId(id))?.end({ status: 9 });
    this.kept.delete(formatContainerId(id));
  };
  update() {}
  kill = (id: ContainerID) => this.has(id);
  attach = () => undefined;
  status = (id: ContainerID) => (this.has(id) ? { container_id: id } : undefined);
  measure = async () => () => ({ cpus_user_time_secs: this.seconds });
  config = (id: ContainerID) => this.kept.get(formatContainerId(id))?.config;
  view = (id: ContainerID) => this.kept.get(formatContainerId(id));
  remove = (id: ContainerID) => this.kept.delete(formatContainerId(id));
  containers = () => Array.from(this.kept.values(), ({ id }) => id);
}

const config = (type?: 'DOCKER' | 'MESOS'): ContainerConfig => ({
  ...{ command: {}, directory: '/sandbox', environment: {} },
  container: type && { type },
});

function compose() {
  const parts = [new Keeping('DOCKER', 1), new Keeping(undefined, 2)] as const;
  return { parts, composing: new ComposingContainerizer([...parts], 'docker,mesos') };
}

describe('several containerizers', () => {
  it('launch each container by the first that takes it, and what is nested by the same', async () => {
    const { composing, parts } = compose();
    const [docker, plain] = parts;
    await composing.launch({ value: 'a' }, config('DOCKER'));
    await composing.launch({ value: 'b' }, config());
    await composing.launch({ value: 'c', parent: { value: 'b' } }, config('DOCKER'));
    expect([docker, plain].map(({ kept }) => [...kept.keys()])).toEqual([['a'], ['b', 'b.c']]);
    expect(composing.containers().map(formatContainerId)).toEqual(['a', 'b', 'b.c']);
    const usage = await composing.measure();
    expect([usage({ value: 'a' }), usage({ value: 'b' })]).toEqual([{ cpus_user_time_secs: 1 }, { cpus_user_time_secs: 2 }]);
  });

  it('know nothing of a container that none takes', async () => {
    const { composing } = compose();
    const launch = composing.launch({ value: 'a' }, config('MESOS'));
    await expect(launch).rejects.toThrow(UnsupportedContainerError);
    await expect(launch).rejects.toThrow(/^None of the enabled containerizers \(docker,mesos\) could create a container/);
    expect(composing.has({ value: 'a' })).toBe(false);
    expect(composing.wait({ value: 'a' })).toBeUndefined();
    await expect(composing.launch({ value: 'b', parent: { value: 'a' } }, config())).rejects.toThrow(
      'Parent container a does not exist',
    );
  });

  it('end what one of them has, and tell how', async () => {
    const { composing } = compose();
    const id = { value: 'a' };
    await composing.launch(id, config());
    expect(composing.status(id)).toEqual({ container_id: id });
    expect(composing.kill(id, 'SIGTERM')).toBe(true);
    const ended = composing.wait(id);
    composing.destroy(id);
    expect(await ended).toEqual({ status: 9 });
    expect(composing.kill(id, 'SIGTERM')).toBe(false);
  });
});
