import type { AgentInState, FrameworkInState, MesosState, TaskInState } from '../../src/cluster/mesos-state.js';
import type { TaskState } from '../../src/mesos/wire/messages.js';

/** The state of a master, empty but for what is given. */
export const stateWith = (members: Partial<MesosState>): MesosState => ({
  ...{ version: '1.11.0', id: 'M', pid: 'master@127.0.0.1:5050', hostname: 'localhost', flags: {} },
  ...{ activated_slaves: 0, deactivated_slaves: 0, unreachable_slaves: 0 },
  ...{ slaves: [], recovered_slaves: [], frameworks: [], completed_frameworks: [] },
  ...members,
});

export const agentInState = (members: Partial<AgentInState> = {}): AgentInState => ({
  ...{ id: 'S0', pid: 'slave(1)@127.0.0.1:5051', hostname: 'localhost', port: 5051, active: true, version: '1.11.0' },
  ...{ attributes: {}, reserved_resources: {} },
  resources: { cpus: 4, mem: 1024, disk: 0, gpus: 0, ports: '[31000-31009]' },
  unreserved_resources: { cpus: 4, mem: 1024, disk: 0, gpus: 0, ports: '[31000-31009]' },
  used_resources: { cpus: 1, mem: 128, disk: 0, gpus: 0, ports: '[31000-31001]' },
  offered_resources: { cpus: 0, mem: 0, disk: 0, gpus: 0 },
  ...members,
});

export const frameworkInState = (members: Partial<FrameworkInState> = {}): FrameworkInState => ({
  ...{ id: 'M-0000', name: 'mine', user: 'me', active: true, connected: true, registered_time: 1, hostname: 'localhost' },
  ...{ tasks: [], unreachable_tasks: [], completed_tasks: [], offers: [] },
  ...members,
});

export const taskInState = (id: string, state: TaskState = 'TASK_RUNNING', slave_id = 'S0'): TaskInState => ({
  ...{ id, name: id, state, slave_id, framework_id: 'M-0000', executor_id: '', resources: {}, statuses: [] },
});
