import { describe, expect, it } from 'vitest';
import { type ChaosView, findProblems } from '../../src/chaos/check.js';

const amounts = (cpus: number) => ({ cpus, mem: 0, disk: 0, gpus: 0 });
type Parts = ReturnType<typeof parts>;
const entry = { sequence: 1, at: 0, source: 'x', framework: 'f', task: 't', agent: 'S0' };

/** A cluster in which one task runs and one offer is out, changed as a test wants it. */
function view(change: (parts: Parts) => void = () => {}): ChaosView {
  const all: Parts = parts();
  change(all);
  const { slave, framework, agent, metrics, unacknowledged, processes, expected } = all;
  const slaves = slave.gone ? [] : [slave];
  return {
    ...{ metrics, unacknowledged, processes, expected },
    state: { slaves, frameworks: framework.gone ? [] : [framework] },
    agents: [agent],
  } as unknown as ChaosView;
}

function parts() {
  const task = { id: 't', slave_id: 'S0', state: 'TASK_RUNNING', resources: amounts(1) };
  return {
    slave: {
      ...{ id: 'S0', active: true, gone: false, resources: amounts(4) },
      ...{ used_resources: amounts(1.5), offered_resources: amounts(2) },
    },
    framework: {
      ...{ id: 'f', name: 'mine', connected: true, gone: false, tasks: [task] },
      offers: [{ slave_id: 'S0', resources: amounts(2) }],
      executors: [{ slave_id: 'S0', resources: amounts(0.5) }],
    },
    agent: {
      ...{ id: 'S0', pid: 'slave(1)@1:1' },
      frameworks: [{ id: 'f', executors: [{ container: 'c', tasks: [{ ...task }], queued_tasks: [] as { id: string }[] }] }],
    },
    metrics: {
      'allocator/mesos/resources/cpus/offered_or_allocated': 3.5,
      'allocator/mesos/resources/cpus/total': 4,
    },
    unacknowledged: [] as object[],
    processes: [{ ...entry, kind: 'command', what: 'started', details: { pid: 7, container: 'c.nested' } }],
    expected: new Map([['f', 'mine']]),
  };
}

const texts = (change: Parameters<typeof view>[0]) => findProblems(view(change)).map(({ check, text }) => `${check}: ${text}`);

describe('findProblems', () => {
  it('finds none where all is well', () => {
    expect(texts(() => {})).toEqual([]);
  });

  it('misses schedulers, unless one of the name has taken the place', () => {
    expect(texts(({ framework }) => Object.assign(framework, { connected: false }))).toEqual([
      'frameworks: The scheduler of framework mine runs, but is not connected any more.',
    ]);
    expect(texts(({ expected }) => expected.set('old', 'mine'))).toEqual([]);
    expect(texts(({ expected }) => expected.set('old', 'other'))).toEqual([
      'frameworks: The scheduler of framework other runs, but is not known to the master any more.',
    ]);
  });

  it('misses agents', () => {
    expect(texts(({ slave }) => Object.assign(slave, { active: false }))).toEqual([
      'agents: The agent at slave(1)@1:1 runs, but is not active with the master.',
    ]);
    expect(texts(({ slave }) => Object.assign(slave, { gone: true }))).toEqual([
      'agents: The agent at slave(1)@1:1 runs, but is not registered with the master.',
      'tasks: Task t is TASK_RUNNING for the master, and its agent is lost.',
      'resources: The allocator has given away 3.5 cpus, but 0 is used and offered.',
      'resources: The allocator counts 4 cpus, but the agents have 0.',
    ]);
  });

  it('compares what master and agents know of tasks', () => {
    const executor = ({ agent }: Parts) => agent.frameworks[0]?.executors[0];
    expect(texts((all) => Object.assign(executor(all) ?? {}, { tasks: [] }))).toEqual([
      'tasks: Task t is TASK_RUNNING for the master, and its agent does not know it.',
    ]);
    expect(texts((all) => Object.assign(executor(all)?.tasks[0] ?? {}, { state: 'TASK_KILLING' }))).toEqual([
      'tasks: Task t is TASK_RUNNING for the master, and TASK_KILLING for its agent.',
    ]);
    expect(texts((all) => executor(all)?.queued_tasks.push({ id: 'u' }))).toEqual([
      'tasks: Task u is TASK_STAGING for its agent, and the master does not know it.',
    ]);
  });

  it('adds up resources', () => {
    expect(texts(({ slave }) => Object.assign(slave, { used_resources: amounts(2.5) }))).toEqual([
      'resources: On agent S0 more cpus is used and offered than there is.',
      'resources: On agent S0 2.5 cpus is used, but its tasks and executors have 1.5.',
      'resources: The allocator has given away 3.5 cpus, but 4.5 is used and offered.',
    ]);
    expect(texts(({ framework }) => Object.assign(framework, { offers: [] }))).toEqual([
      'resources: On agent S0 2 cpus is offered, but its offers have 0.',
    ]);
  });

  it('sees updates that nobody acknowledges, of frameworks and agents that are there', () => {
    const update = { ...entry, kind: 'message', what: 'StatusUpdateMessage', details: { state: 'TASK_LOST' } };
    expect(
      texts(({ unacknowledged }) => unacknowledged.push(update, { ...update, framework: 'gone' }, { ...update, agent: 'gone' })),
    ).toEqual(['acknowledgements: TASK_LOST of task t is not acknowledged.']);
  });

  it('sees processes of which no agent knows anything', () => {
    expect(texts(({ processes }) => Object.assign(processes[0]?.details ?? {}, { container: 'd' }))).toEqual([
      'processes: Process 7 of task t is left, though nothing of it is known to an agent.',
    ]);
  });
});
