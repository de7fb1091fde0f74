import { describe, expect, it } from 'vitest';
import { commandExecutorInfo } from '../../../src/mesos/agent/command-executor-info.js';
import type { CommandInfo, TaskInfo } from '../../../src/mesos/wire/messages.js';

const infoOf = (command: CommandInfo, more: Partial<TaskInfo> = {}) =>
  commandExecutorInfo(
    { name: 't', task_id: { value: 't1' }, agent_id: { value: 'a' }, command, ...more },
    { value: 'f' },
    '/usr/libexec/mesos',
  );

describe('the executor made up for a command task', () => {
  it.each<[CommandInfo, string]>([
    [{ shell: true, value: 'exit 1' }, "sh -c 'exit 1'"],
    [{ shell: true, value: '123456789012345' }, "sh -c '123456789012345'"],
    [{ shell: true, value: 'env | sort > environment.txt' }, "sh -c 'env | sort >...'"],
    [{ shell: true }, 'NO COMMAND'],
    [{ shell: false, value: '/bin/echo', arguments: ['echo', 'a'] }, '[/bin/echo, echo, a]'],
    [{ shell: false }, 'NO EXECUTABLE'],
  ])('is named after the command %o', (command, text) => {
    expect(infoOf(command).name).toBe(`Command Executor (Task: t1) (Command: ${text})`);
  });

  it('takes over what concerns the container, and is allocated to the role of the task', () => {
    const resources = [{ name: 'cpus', type: 'SCALAR' as const, scalar: { value: 1 }, allocation_info: { role: 'eng' } }];
    const uris = [{ value: '/a' }];
    const info = infoOf({ value: 'x', user: 'bob', uris }, { resources, labels: { labels: [{ key: 'a' }] } });
    expect(info).toMatchObject({
      ...{ executor_id: { value: 't1' }, framework_id: { value: 'f' }, source: 't1', labels: { labels: [{ key: 'a' }] } },
      command: { shell: false, value: '/usr/libexec/mesos/mesos-executor', user: 'bob', uris },
      resources: [
        { name: 'cpus', scalar: { value: 0.1 }, allocation_info: { role: 'eng' } },
        { name: 'mem', scalar: { value: 32 }, allocation_info: { role: 'eng' } },
      ],
    });
    expect(info).not.toHaveProperty('shutdown_grace_period');
  });

  it('has time to kill the task when it is shut down', () => {
    const info = infoOf({ value: 'x' }, { kill_policy: { grace_period: { nanoseconds: 10e9 } } });
    expect(info.shutdown_grace_period).toEqual({ nanoseconds: 12e9 });
  });
});
