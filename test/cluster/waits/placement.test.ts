import { describe, expect, it } from 'vitest';
import { explainPlacement, refusedSubscriptions } from '../../../src/cluster/waits/placement.js';
import { parseResources } from '../../../src/mesos/resources/parse.js';
import type { NewTimelineEntry, TimelineEntry } from '../../../src/timeline/timeline.js';
import { agentInState, frameworkInState, stateWith, taskInState } from '../states.js';

const log = (...entries: Partial<NewTimelineEntry>[]): TimelineEntry[] =>
  entries.map((entry, index) => ({
    sequence: index + 1,
    at: index,
    kind: 'call',
    source: 'x',
    what: '',
    framework: 'M-0000',
    ...entry,
  }));
const offered = (amounts: Record<string, number | string> = { cpus: 2, mem: 512 }) => ({
  agent: agentInState({ offered_resources: amounts }),
  offer: { id: 'O1', framework_id: 'M-0000', slave_id: 'S0', resources: amounts },
});
const wanted = (resources: string) => ({ resources: parseResources(resources) });

describe('why tasks are not placed', () => {
  it('may be that nobody could launch them', () => {
    expect(explainPlacement(stateWith({}), [])).toEqual(['no framework is registered that could launch tasks']);
    const state = stateWith({ frameworks: [frameworkInState()], completed_frameworks: [frameworkInState({ name: 'gone' })] });
    expect(explainPlacement(state, [], { framework: 'mien' })).toEqual(['there is no framework mien; perhaps "mine" is meant']);
    expect(explainPlacement(state, [], { framework: 'gone' })).toEqual(['framework gone has ended']);
  });

  it('shows in what the framework did with its offers', () => {
    const entries = log(
      { kind: 'event', what: 'OFFERS', details: { offers: 3 } },
      { what: 'DECLINE' },
      { what: 'DECLINE' },
      { what: 'ACCEPT', details: { status: 400 } },
      { what: 'ACCEPT', framework: 'M-0001' },
    );
    const [dealings, refused] = explainPlacement(stateWith({ frameworks: [frameworkInState()] }), entries);
    expect(dealings).toBe('framework mine was sent 3 offers and made 2 DECLINE, 1 ACCEPT, ACCEPT last');
    expect(refused).toBe('framework mine had its call ACCEPT refused with status 400');
  });

  it('may be that the framework gets no offers', () => {
    const state = stateWith({ frameworks: [frameworkInState({ active: false, connected: false })], slaves: [agentInState()] });
    expect(explainPlacement(state, [])).toEqual([
      'framework mine was sent 0 offers and made no call about them; it is disconnected, and gets no offers',
    ]);
  });

  it.each([
    ['cpus:8', 'agent 127.0.0.1:5051 lacks cpus:8, has cpus:3'],
    ['cpus:4', 'agent 127.0.0.1:5051 lacks cpus:4, has cpus:3 (the rest is in use, or offered to others)'],
  ])('is that an agent lacks something of %s', (resources, line) => {
    const state = stateWith({ frameworks: [frameworkInState()], slaves: [agentInState()] });
    expect(explainPlacement(state, [], wanted(resources)).slice(1)).toEqual([`if a task takes ${resources}:`, `  ${line}`]);
  });

  it('counts what the framework itself is offered, and what is reserved for its role', () => {
    const { agent, offer } = offered({ cpus: 3 });
    const state = stateWith({ frameworks: [frameworkInState({ offers: [offer], role: 'web' })], slaves: [agent] });
    expect(explainPlacement(state, [], wanted('cpus:3')).at(-1)).toContain(
      'is offered to it with cpus:3, which it has not answered',
    );
    const reserved = agentInState({ reserved_resources: { web: { gpus: 2 }, other: { cpus: 9 } } });
    const other = stateWith({ frameworks: [frameworkInState({ role: 'web' })], slaves: [reserved] });
    expect(explainPlacement(other, [], wanted('gpus:2')).at(-1)).toContain('gpus:2');
    expect(explainPlacement(other, [], wanted('cpus:9')).at(-1)).toContain('lacks cpus:9');
  });

  it('may be that another framework sits on the offer', () => {
    const { agent, offer } = offered();
    const other = frameworkInState({ id: 'M-0001', name: 'other', offers: [{ ...offer, framework_id: 'M-0001' }] });
    const state = stateWith({ frameworks: [frameworkInState(), other], slaves: [agent] });
    expect(explainPlacement(state, [], { framework: 'mine' }).at(-1)).toBe(
      '  agent 127.0.0.1:5051 is offered to framework other',
    );
  });

  it('may be a filter', () => {
    const state = stateWith({ frameworks: [frameworkInState()], slaves: [agentInState(), agentInState({ active: false })] });
    const lines = explainPlacement(state, [], wanted('cpus:1'));
    expect(lines.at(-2)).toContain('agent 127.0.0.1:5051 has cpus:3; mem:896; ports:[31002-31009] free');
    expect(lines.at(-2)).toContain('unless a filter or SUPPRESS of the framework prevents it');
    expect(lines.at(-1)).toBe('  agent 127.0.0.1:5051 is not active, and is not offered');
  });

  it('takes the last task of the framework for an example', () => {
    const task = { ...taskInState('t1'), resources: { cpus: 9, mem: 0 } };
    const state = stateWith({ frameworks: [frameworkInState({ completed_tasks: [task] })], slaves: [agentInState()] });
    expect(explainPlacement(state, [])).toContain('if a task takes cpus:9, as its last task does:');
  });

  it('tells why tasks ended', () => {
    const tasks = [taskInState('t1', 'TASK_FAILED'), taskInState('t2', 'TASK_FINISHED')];
    const details = { reason: 'REASON_COMMAND_EXECUTOR_FAILED', message: 'Command exited with status 1' };
    const entries = log({ kind: 'task', task: 't1', what: 'TASK_FAILED', details });
    const lines = explainPlacement(stateWith({ frameworks: [frameworkInState({ completed_tasks: tasks })] }), entries);
    expect(lines.at(-1)).toBe('task t1 ended TASK_FAILED: REASON_COMMAND_EXECUTOR_FAILED: Command exited with status 1');
  });

  it('stays short on a large cluster', () => {
    const frameworks = Array.from({ length: 50 }, (_, index) => frameworkInState({ id: `M-${index}` }));
    const slaves = Array.from({ length: 50 }, () => agentInState());
    expect(explainPlacement(stateWith({ frameworks, slaves }), []).length).toBeLessThan(30);
  });
});

describe('subscriptions that were refused', () => {
  it('are told with the status of the last', () => {
    const entries = log({ what: 'SUBSCRIBE', details: { status: 400 } }, { what: 'SUBSCRIBE', details: { status: 403 } });
    expect(refusedSubscriptions(entries)).toEqual(['a framework tried to subscribe, and was refused with status 403']);
    expect(refusedSubscriptions(log({ what: 'SUBSCRIBE', details: { status: 200 } }))).toEqual([]);
  });
});
