import { MinimesosError } from '../errors.js';
import { show } from '../problem.js';
import { isObject } from './check.js';
import type { AgentInState, FrameworkInState, MesosState } from './mesos-state.js';

type Document = Readonly<Record<string, unknown>>;

/**
 * What a master has answered to `GET /state`, with the lists that early versions of Mesos have not in it.
 * @param master its URL
 * @throws MinimesosError `NOT_A_MASTER` when that is no state
 */
export function stateDocument(document: unknown, master: string): MesosState {
  const refuse = (member: string, came: unknown) =>
    new MinimesosError('NOT_A_MASTER', { master, reason: `${member} of its state is ${show(came)}` });
  const objects = (name: string, value: unknown = []): Document[] => {
    if (Array.isArray(value) && value.every(isObject)) return value;
    throw refuse(name, value);
  };
  const object = (name: string, value: unknown = {}): Document => {
    if (isObject(value)) return value;
    throw refuse(name, value);
  };
  const lists = (of: string, holder: Document, ...names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [name, objects(`${of}.${name}`, holder[name])]));
  const frameworks = (name: string) =>
    objects(name, state[name]).map((each) => ({
      ...each,
      ...lists(name, each, 'tasks', 'unreachable_tasks', 'completed_tasks', 'offers'),
    }));
  const state = object('the whole', document);
  const slaves = objects('slaves', state['slaves']).map(({ pid, ...each }) => {
    if (typeof pid !== 'string') throw refuse('slaves.pid', pid);
    const amounts = ['resources', 'used_resources', 'offered_resources', 'unreserved_resources', 'reserved_resources'] as const;
    return { ...each, pid, ...Object.fromEntries(amounts.map((name) => [name, object(`slaves.${name}`, each[name])])) };
  });
  return {
    ...(state as unknown as MesosState),
    ...lists('the whole', state, 'recovered_slaves'),
    slaves: slaves as unknown as AgentInState[],
    frameworks: frameworks('frameworks') as unknown as FrameworkInState[],
    completed_frameworks: frameworks('completed_frameworks') as unknown as FrameworkInState[],
  };
}
