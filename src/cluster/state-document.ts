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
  const refuse = (what: string) => new MinimesosError('NOT_A_MASTER', { master, reason: what });
  const objects = (name: string, value: unknown = []): Document[] => {
    if (!Array.isArray(value)) throw refuse(`${name} of its state is ${show(value)}`);
    for (const each of value) if (!isObject(each)) throw refuse(`${name} of its state has ${show(each)} in it`);
    return value;
  };
  const object = (name: string, value: unknown = {}): Document => {
    if (isObject(value)) return value;
    throw refuse(`${name} of its state is ${show(value)}`);
  };
  const lists = (of: string, holder: Document, ...names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [name, objects(`${of}.${name}`, holder[name])]));
  const frameworks = (name: string) =>
    objects(name, state[name]).map((each) => ({
      ...each,
      ...lists(name, each, 'tasks', 'unreachable_tasks', 'completed_tasks', 'offers'),
    }));
  const state = object('the whole', document);
  const slaves = objects('slaves', state['slaves']).map((each) => {
    const { pid } = each;
    if (typeof pid !== 'string') throw refuse(`slaves.pid of its state is ${show(pid)}`);
    const amounts = ['resources', 'used_resources', 'offered_resources', 'unreserved_resources', 'reserved_resources'] as const;
    return { ...each, ...Object.fromEntries(amounts.map((name) => [name, object(`slaves.${name}`, each[name])])) };
  });
  return {
    ...(state as unknown as MesosState),
    ...lists('the whole', state, 'recovered_slaves'),
    slaves: slaves as unknown as AgentInState[],
    frameworks: frameworks('frameworks') as unknown as FrameworkInState[],
    completed_frameworks: frameworks('completed_frameworks') as unknown as FrameworkInState[],
  };
}
