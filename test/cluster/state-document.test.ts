import { describe, expect, it } from 'vitest';
import { stateDocument } from '../../src/cluster/state-document.js';
import { summarizeState } from '../../src/cluster/state-summary.js';

const MASTER = 'http://127.0.0.1:5050';
const refusalOf = (document: unknown) => {
  try {
    stateDocument(document, MASTER);
  } catch (error) {
    return error;
  }
  return undefined;
};

describe('what a master answers when asked for its state', () => {
  it('has all lists, also where an early version of Mesos leaves some out', () => {
    const framework = { id: 'f', name: 'n', active: true, tasks: [{ id: 't', state: 'TASK_RUNNING', slave_id: 's' }] };
    const state = stateDocument(
      { slaves: [{ id: 's', pid: 'slave(1)@127.0.0.1:5051', active: true }], frameworks: [framework] },
      MASTER,
    );
    expect(state.completed_frameworks).toEqual([]);
    expect(state.frameworks[0]).toMatchObject({ unreachable_tasks: [], completed_tasks: [], offers: [] });
    expect(summarizeState(state)).toEqual([
      'agent 127.0.0.1:5051: in use ',
      'framework n (f): 1 TASK_RUNNING',
      '  task t: TASK_RUNNING on 127.0.0.1:5051',
    ]);
  });

  it('is refused when it is no state', () => {
    for (const [document, reason] of [
      [null, 'the whole of its state is null'],
      [[], 'the whole of its state is an empty list'],
      [{ slaves: 1 }, 'slaves of its state is 1'],
      [{ slaves: [{}] }, 'slaves.pid of its state is undefined'],
      [{ frameworks: [{ tasks: [null] }] }, 'frameworks.tasks of its state has null in it'],
    ] as const) {
      expect(refusalOf(document)).toMatchObject({ code: 'NOT_A_MASTER', details: { master: MASTER, reason } });
    }
  });
});
