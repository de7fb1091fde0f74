import { describe, expect, it } from 'vitest';
import { summarizeState } from '../../src/cluster/state-summary.js';
import { agentInState, frameworkInState, stateWith, taskInState } from './states.js';

describe('the summary of a state', () => {
  it('says when there is nothing', () => {
    expect(summarizeState(stateWith({}))).toEqual(['no agents', 'no frameworks']);
  });

  it('shows agents with what is in use, frameworks with their tasks and where these are', () => {
    const state = stateWith({
      slaves: [agentInState(), agentInState({ id: 'S1', pid: 'slave(1)@127.0.0.1:5052', active: false })],
      frameworks: [
        frameworkInState({ tasks: [taskInState('a'), taskInState('b', 'TASK_STAGING', 'S9')] }),
        frameworkInState({ id: 'M-0001', name: 'away', active: false, connected: false }),
        frameworkInState({ id: 'M-0002', name: 'idle', active: false }),
      ],
    });
    expect(summarizeState(state)).toEqual([
      'agent 127.0.0.1:5051: in use cpus 1 of 4, mem 128 of 1024',
      'agent 127.0.0.1:5052, deactivated: in use cpus 1 of 4, mem 128 of 1024',
      'framework mine (M-0000): 1 TASK_RUNNING, 1 TASK_STAGING',
      '  task a: TASK_RUNNING on 127.0.0.1:5051',
      '  task b: TASK_STAGING on agent S9, which is gone',
      'framework away (M-0001), disconnected: no tasks',
      'framework idle (M-0002), deactivated: no tasks',
    ]);
  });

  it('counts what would be too much to list', () => {
    const tasks = Array.from({ length: 200 }, (_, index) =>
      taskInState(`t${index}`, index < 150 ? 'TASK_FINISHED' : 'TASK_LOST'),
    );
    const gone = ['a', 'b', 'c', 'd', 'e'].map((name) =>
      frameworkInState({ name, completed_tasks: [taskInState('t', 'TASK_KILLED')] }),
    );
    const lines = summarizeState(
      stateWith({ frameworks: [frameworkInState({ completed_tasks: tasks })], completed_frameworks: gone }),
    );
    expect(lines).toHaveLength(14);
    expect(lines).toContain('framework mine (M-0000): 150 TASK_FINISHED, 50 TASK_LOST');
    expect(lines).toContain('  and 142 TASK_FINISHED, 50 TASK_LOST');
    expect(lines.at(-1)).toBe('completed framework e (M-0000): 1 TASK_KILLED');
  });
});
