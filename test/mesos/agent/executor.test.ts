import { expect, it } from 'vitest';
import { Executor } from '../../../src/mesos/agent/executor.js';
import { Framework } from '../../../src/mesos/agent/framework.js';
import type { Resource, TaskInfo } from '../../../src/mesos/wire/messages.js';

const cpus = (value: number): Resource => ({
  ...{ name: 'cpus', type: 'SCALAR', scalar: { value } },
  allocation_info: { role: '*' },
});
const ports = (begin: number, end: number): Resource => ({
  ...{ name: 'ports', type: 'RANGES', ranges: { range: [{ begin, end }] } },
  allocation_info: { role: '*' },
});
const task = (id: string, ...resources: Resource[]): TaskInfo => ({
  ...{ name: id, task_id: { value: id }, agent_id: { value: 'a' } },
  resources,
});

const executor = () =>
  new Executor({
    framework: new Framework({ id: { value: 'f' }, user: '', name: '' }, 0),
    info: { executor_id: { value: 'e' }, framework_id: { value: 'f' }, resources: [cpus(0.1)] },
    ...{ containerId: { value: 'c' }, directory: '/', user: undefined, forCommandTask: false, shutdownGraceMs: 0 },
  });

it('has the resources of its own, and those of tasks as long as they live', () => {
  const known = executor();
  const own = known.resources;
  const [one, two] = [task('one', cpus(0.3), ports(1, 2)), task('two', cpus(0.2), ports(5, 5))];
  const seen: string[] = [];
  const look = (): void => void seen.push(String(known.resources));
  known.queue(one);
  known.queue(two);
  look();
  known.launched(one);
  look();
  for (const state of ['TASK_RUNNING', 'TASK_FINISHED', 'TASK_FINISHED'] as const) {
    known.update({ task_id: { value: 'one' }, state });
    look();
  }
  known.complete('one');
  look();
  // It is killed before it was given to the executor.
  known.update({ task_id: { value: 'two' }, state: 'TASK_KILLED' });

  const all = 'cpus(allocated: *):0.6; ports(allocated: *):[1-2, 5-5]';
  const rest = 'cpus(allocated: *):0.3; ports(allocated: *):[5-5]';
  expect(seen).toEqual([all, all, all, rest, rest, rest]);
  expect(known.resources.equals(own)).toBe(true);
});

it('has those of a task that it had before the agent began anew', () => {
  const known = executor();
  known.recover({
    ...{ name: 'one', task_id: { value: 'one' }, framework_id: { value: 'f' }, agent_id: { value: 'a' } },
    ...{ state: 'TASK_RUNNING', resources: [cpus(0.3)], statuses: [] },
  });
  expect(String(known.resources)).toBe('cpus(allocated: *):0.4');
  expect(known.framework.taskExecutors.get('one')).toBe(known);
  known.update({ task_id: { value: 'one' }, state: 'TASK_LOST' });
  expect(String(known.resources)).toBe('cpus(allocated: *):0.1');
});
