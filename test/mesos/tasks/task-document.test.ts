import { describe, expect, it } from 'vitest';
import { taskDocument } from '../../../src/mesos/tasks/task-document.js';
import type { Task } from '../../../src/mesos/wire/internal-messages.js';

const task: Task = {
  name: 'name',
  task_id: { value: 't' },
  framework_id: { value: 'f' },
  agent_id: { value: 'a' },
  state: 'TASK_STAGING',
  resources: [],
  statuses: [],
};

const document = (more: Partial<Task> = {}) => JSON.parse(JSON.stringify(taskDocument({ ...task, ...more }))) as unknown;

describe('the document of a task', () => {
  it('has these members at least, and no others that are not known', () => {
    expect(document()).toEqual({
      id: 't',
      name: 'name',
      framework_id: 'f',
      executor_id: '',
      slave_id: 'a',
      state: 'TASK_STAGING',
      resources: { disk: 0, mem: 0, gpus: 0, cpus: 0 },
      statuses: [],
    });
  });

  it('shows resources as sums, and the role they are allocated to', () => {
    const allocation_info = { role: 'web' };
    const resources: Task['resources'] = [
      { name: 'cpus', type: 'SCALAR', scalar: { value: 0.5 }, allocation_info },
      { name: 'cpus', type: 'SCALAR', scalar: { value: 0.1 }, allocation_info, reservations: [{ type: 'DYNAMIC', role: 'web' }] },
      { name: 'ports', type: 'RANGES', ranges: { range: [{ begin: 31000, end: 31001 }] }, allocation_info },
    ];
    expect(document({ resources })).toMatchObject({
      resources: { cpus: 0.6, mem: 0, disk: 0, gpus: 0, ports: '[31000-31001]' },
      role: 'web',
    });
  });

  it('shows limits as numbers, where there are any', () => {
    expect(document({ limits: { cpus: { value: 2 }, mem: { value: 64 } } })).toMatchObject({ limits: { cpus: 2, mem: 64 } });
    expect(document({ limits: {} })).not.toHaveProperty('limits');
  });

  it('shows its statuses with what matters of them', () => {
    const container_id = { value: 'c', parent: { value: 'p' } };
    const network_infos = [{ ip_addresses: [{ protocol: 'IPv4' as const, ip_address: '192.0.2.1' }] }];
    const statuses: Task['statuses'] = [
      {
        task_id: { value: 't' },
        state: 'TASK_RUNNING',
        timestamp: 12.5,
        uuid: 'AAAA',
        source: 'SOURCE_EXECUTOR',
        agent_id: { value: 'a' },
        healthy: true,
        labels: { labels: [{ key: 'k', value: 'v' }] },
        container_status: { container_id, network_infos, executor_pid: 17 },
      },
    ];
    expect(document({ state: 'TASK_RUNNING', statuses })).toMatchObject({
      state: 'TASK_RUNNING',
      statuses: [
        {
          state: 'TASK_RUNNING',
          timestamp: 12.5,
          healthy: true,
          labels: [{ key: 'k', value: 'v' }],
          container_status: { container_id, network_infos },
        },
      ],
    });
    expect(JSON.stringify(document({ statuses }))).not.toMatch(/"(executor_pid|uuid|source)"/);
  });

  it('shows what the framework said of the task', () => {
    const more: Partial<Task> = {
      executor_id: { value: 'e' },
      user: 'nobody',
      labels: { labels: [{ key: 'k' }] },
      discovery: { visibility: 'EXTERNAL', name: 'd' },
      container: { type: 'MESOS' },
    };
    expect(document(more)).toMatchObject({
      executor_id: 'e',
      user: 'nobody',
      labels: [{ key: 'k' }],
      discovery: { visibility: 'EXTERNAL', name: 'd' },
      container: { type: 'MESOS' },
    });
  });

  it('is made once of a frozen task, and anew of any other', () => {
    const changing = { ...task };
    const first = taskDocument(changing);
    changing.state = 'TASK_FINISHED';
    expect(taskDocument(changing)).toMatchObject({ ...first, state: 'TASK_FINISHED' });
    Object.freeze(changing);
    expect(taskDocument(changing)).toBe(taskDocument(changing));
    expect(taskDocument(changing).state).toBe('TASK_FINISHED');
  });
});
