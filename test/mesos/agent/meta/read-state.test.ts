import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isMinimesosError } from '../../../../src/errors.js';
import type { AgentCheckpoint } from '../../../../src/mesos/agent/checkpoint.js';
import { readState } from '../../../../src/mesos/agent/meta/read-state.js';
import { realDisk } from '../../../../src/mesos/disk/real-disk.js';
import { propertyRuns } from '../../../property-runs.js';
import { framework, startAgent, task } from '../agent-fixture.js';

/** Of which nobody knows whether it was booted since. */
const oneBoot = { ...realDisk, bootId: undefined };

/** The checkpoint of an agent with one task that runs, one that has ended, and a volume. */
let sound: string;
let files: string[];

beforeAll(async () => {
  const fixture = await startAgent();
  const checkpointing = framework({ checkpoint: true });
  const reservations = [{ type: 'DYNAMIC' as const, role: 'eng' }];
  const disk = { name: 'disk', type: 'SCALAR' as const, scalar: { value: 10 }, reservations };
  fixture.master.tell('ApplyOperationMessage', {
    ...{ operation_info: { type: 'RESERVE', reserve: { resources: [disk] } }, operation_uuid: { value: 'AAAA' } },
    resource_version_uuid: { uuid: fixture.agent.operations.resourceVersion },
  });
  fixture.run(task('lives', 'sleep 1000'), checkpointing);
  fixture.run(task('ended', 'true'), checkpointing);
  await fixture.master.update('lives', 'TASK_RUNNING');
  await fixture.master.update('ended', 'TASK_FINISHED');
  fixture.agent.crash();
  await fixture.agent.checkpointing.settled();
  sound = mkdtempSync(join(tmpdir(), 'minimesos-meta-test-'));
  cpSync(join(fixture.workDirectory, 'meta'), join(sound, 'meta'), { recursive: true, verbatimSymlinks: true });
  await fixture.stop();
  files = filesIn(join(sound, 'meta')).filter((path) => !path.endsWith('boot_id'));
});
afterAll(() => rmSync(sound, { recursive: true, force: true }));

function filesIn(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name);
    return entry.isDirectory() ? filesIn(path) : entry.isFile() ? [path] : [];
  });
}

/** Reads the checkpoint with one file changed. */
function readWith(file: string, change: (content: Buffer) => Buffer, strict: boolean) {
  const content = readFileSync(file);
  const notes: string[] = [];
  writeFileSync(file, change(content));
  try {
    return { state: readState(sound, { strict, disk: oneBoot, note: (text) => notes.push(text) }), notes };
  } finally {
    writeFileSync(file, content);
  }
}

const named = (name: string) => {
  const found = files.find((path) => path.endsWith(name));
  if (!found) throw new Error(`There is no ${name}.`);
  return found;
};

/** What is read, or which file is said to be damaged. */
function outcome(file: string, change: (content: Buffer) => Buffer, strict: boolean) {
  try {
    return { state: readWith(file, change, strict).state };
  } catch (error) {
    if (!isMinimesosError(error, 'RECOVERY_FAILED')) throw error;
    return { file: error.details.file };
  }
}

describe('a checkpoint', () => {
  it('lies where that of Mesos does', () => {
    const names = files.map((path) => relative(join(sound, 'meta'), path).replace(/runs\/[0-9a-f-]{36}/, 'runs/CONTAINER'));
    const run = 'slaves/agent-S0/frameworks/framework-1/executors/lives/runs/CONTAINER';
    for (const path of [
      'resources/resources.info',
      'slaves/agent-S0/slave.info',
      'slaves/agent-S0/operations/000000/operation.updates',
      'slaves/agent-S0/frameworks/framework-1/framework.info',
      'slaves/agent-S0/frameworks/framework-1/framework.pid',
      'slaves/agent-S0/frameworks/framework-1/executors/lives/executor.info',
      `${run}/pids/forked.pid`,
      `${run}/pids/libprocess.pid`,
      `${run}/tasks/lives/task.info`,
      `${run}/tasks/lives/task.updates`,
    ]) {
      expect(names).toContain(path);
    }
    expect(names.filter((name) => name.endsWith('.tmp') || name.endsWith('.target'))).toEqual([]);
    expect(existsSync(join(sound, 'meta/boot_id'))).toBe(existsSync('/proc/sys/kernel/random/boot_id'));
  });

  it('is read as it was written', () => {
    const state = readState(sound, { strict: true, disk: oneBoot, note: expect.unreachable });
    expect(state).toMatchObject({ info: { id: { value: 'agent-S0' } }, errors: 0, operations: { operations: [{}] } });
    expect(state.operations.resources).toMatchObject([{ name: 'disk', scalar: { value: 10 } }]);
    const executors = state.frameworks[0]?.executors ?? [];
    expect(executors.map(({ info }) => info.executor_id.value)).toEqual(['ended', 'lives']);
    expect(executors[1]?.tasks[0]?.statuses.map(({ state }) => state)).toEqual(['TASK_STARTING', 'TASK_RUNNING']);
  });

  it('of before a reboot tells what was, but that nothing of it runs', ({ skip }) => {
    skip(!existsSync('/proc/sys/kernel/random/boot_id'), 'this system does not tell one boot from the next');
    const bootId = readFileSync(join(sound, 'meta/boot_id'), 'utf8');
    const read = (id: string) => readState(sound, { strict: true, disk: { ...realDisk, bootId: id }, note: expect.unreachable });
    expect(read(bootId)).toMatchObject({ rebooted: false, frameworks: [{ executors: [{ forked: true }, { forked: true }] }] });
    const pids = files.filter((path) => path.endsWith('forked.pid')).map((path) => [path, readFileSync(path)] as const);
    expect(read('another')).toMatchObject({
      rebooted: true,
      frameworks: [{ executors: [{ forked: false }, { forked: false }] }],
    });
    // Whoever reads it once the new boot is noted must not take a pid for one of this boot.
    expect(pids.map(([path]) => existsSync(path))).toEqual([false, false]);
    for (const [path, content] of pids) writeFileSync(path, content);
  });

  it('is nothing where there is none', () => {
    const state = readState(join(sound, 'nowhere'), { strict: true, disk: oneBoot, note: expect.unreachable });
    expect(state).toEqual({
      ...{ info: undefined, drain: undefined, frameworks: [], operations: { resources: [], operations: [] }, errors: 0 },
      rebooted: false,
    });
  });
});

describe('a file of a checkpoint', () => {
  it.each(['slave.info', 'framework.info', 'lives/executor.info', 'lives/task.info', 'lives/task.updates', 'resources.info'])(
    'that is rubbish, as %s, fails with strict, and is left out otherwise',
    (name) => {
      const rubbish = () => Buffer.from('\0rubbish\n');
      const file = named(name);
      expect(() => readWith(file, rubbish, true)).toThrow(`The agent could not recover from ${file}: `);
      const { state, notes } = readWith(file, rubbish, false);
      expect(state.errors).toBe(1);
      expect(notes).toEqual([expect.stringContaining(`Failed to read ${file}`)]);
    },
  );

  it.each(['slave.info', 'framework.info', 'framework.pid', 'lives/executor.info', 'lives/task.info', 'resources.info'])(
    'that is empty, as %s, was never written: what it is about is left out, strict or not',
    (name) => {
      const { state, notes } = readWith(named(name), () => Buffer.alloc(0), true);
      expect(state.errors).toBe(0);
      expect(notes).toEqual([expect.stringContaining('empty')]);
    },
  );

  const lives = ({ frameworks }: AgentCheckpoint) =>
    frameworks[0]?.executors.find(({ info }) => info.executor_id.value === 'lives');

  it('of a forked pid has to be one, strict or not; when it is empty the container is unknown', () => {
    const [file] = files.filter((path) => path.includes('/lives/') && path.endsWith('forked.pid')) as [string];
    for (const strict of [true, false]) {
      expect(() => readWith(file, () => Buffer.from('x1'), strict)).toThrow("Failed to parse forked pid 'x1'");
      expect(lives(readWith(file, () => Buffer.alloc(0), strict).state)).toMatchObject({ forked: false });
    }
    expect(lives(readWith(file, (content) => content, true).state)).toMatchObject({ forked: true });
  });

  it('of a libprocess pid may be none: the executor has to come by itself', () => {
    const [file] = files.filter((path) => path.includes('/lives/') && path.endsWith('libprocess.pid')) as [string];
    const { state, notes } = readWith(file, () => Buffer.from('rubbish'), true);
    expect(lives(state)).toMatchObject({ forked: true, pid: undefined });
    expect(state.errors).toBe(0);
    expect(notes).toEqual([expect.stringContaining("Unable to reconnect to executor 'lives'")]);
  });

  it('of a drain that is rubbish is an error that stops nothing, strict or not', () => {
    const file = join(sound, 'meta/slaves/agent-S0/drain.config');
    for (const strict of [true, false]) {
      writeFileSync(file, '');
      const { state } = readWith(file, () => Buffer.from('rubbish'), strict);
      rmSync(file);
      expect(state).toMatchObject({ drain: undefined, errors: 1, frameworks: [{}] });
    }
  });

  it('of updates counts as far as it can be read, and is cut off there', () => {
    const file = named('lives/task.updates');
    const [first] = readFileSync(file, 'utf8').split('\n');
    let cut = '';
    const damage = (strict: boolean) => {
      const content = readFileSync(file);
      writeFileSync(
        file,
        content.toString().replaceAll('"UPDATE"', (word, at) => (at > (first?.length ?? 0) ? '"?"' : word)),
      );
      try {
        return readState(sound, { strict, disk: oneBoot, note: () => {} });
      } finally {
        cut = readFileSync(file, 'utf8');
        writeFileSync(file, content);
      }
    };
    expect(() => damage(true)).toThrow('neither an update nor an acknowledgement');
    const state = damage(false);
    expect(state.errors).toBe(1);
    expect(lives(state)?.tasks[0]?.statuses.map(({ state }) => state)).toEqual(['TASK_STARTING']);
    expect(cut.split('\n').map((line) => line && JSON.parse(line).type)).toEqual(['UPDATE', 'ACK', '']);
  });

  it('of updates may end in the middle of one, which counts as not written', () => {
    const { state } = readWith(
      named('lives/task.updates'),
      (content) => content.subarray(0, content.lastIndexOf('"UPDATE"')),
      true,
    );
    expect(lives(state)?.tasks[0]?.statuses.map(({ state }) => state)).toEqual(['TASK_STARTING']);
  });

  it('may hold anything: reading it succeeds, or says which file it is', () => {
    const mutation = fc.oneof(
      fc.record({ at: fc.nat(), bit: fc.nat(7) }).map(({ at, bit }) => (content: Buffer) => {
        const flipped = Buffer.from(content);
        if (flipped.length > 0) flipped[at % flipped.length] = (flipped[at % flipped.length] ?? 0) ^ (1 << bit);
        return flipped;
      }),
      fc.nat().map((length) => (content: Buffer) => content.subarray(0, length % (content.length + 1))),
      fc.uint8Array({ maxLength: 40 }).map((bytes) => () => Buffer.from(bytes)),
      fc.json().map((text) => () => Buffer.from(text)),
    );
    fc.assert(
      fc.property(fc.nat(), mutation, (index, change) => {
        const file = files[index % files.length] as string;
        const [tolerant, strict] = [false, true].map((each) => outcome(file, change, each));
        // Only what is wrong with a forked pid, and another format, is an error in any case.
        if (!tolerant?.state) expect(file).toMatch(/(forked\.pid|meta\/format)$/);
        else if (strict?.state) expect(strict.state).toEqual(tolerant.state);
        else expect(tolerant.state.errors).toBe(1);
        for (const each of [tolerant, strict]) expect(each?.state ? file : each?.file).toBe(file);
      }),
      propertyRuns(150),
    );
  });
});
