import type { App } from '../definitions/app.js';
import { fieldAt } from '../scheduler/constraints.js';
import { type Instance, isWanted } from '../scheduler/instance.js';

/** What has to be done so that an app has as many instances as it is to have. */
export interface Scaling {
  readonly decommission: readonly Instance[];
  readonly start: number;
}

/**
 * @param instances those of the app
 * @param sentenced ids of those that are to go, whatever their number
 */
export function proposeScaling(app: App, instances: readonly Instance[], sentenced: readonly string[] = []): Scaling {
  const wanted = instances.filter(isWanted);
  const doomed = wanted.filter(({ id }) => sentenced.includes(id));
  const count = Math.max(wanted.length - app.instances, doomed.length);
  const others = wanted.filter((instance) => !doomed.includes(instance));
  const uneven = unevenOnes(app, others, count - doomed.length);
  const rest = others.filter((instance) => !uneven.includes(instance)).sort(firstToGo(app));
  return {
    decommission: [...doomed, ...uneven, ...rest].slice(0, count),
    start: Math.max(0, app.instances - wanted.length + count),
  };
}

/** Lower ones go first. */
const WEIGHTS: Partial<Record<Instance['condition'], number>> = {
  ...{ Scheduled: 0, Provisioned: 1, Unreachable: 1, Staging: 2, Starting: 3, Running: 4 },
};

const firstToGo =
  ({ killSelection }: App) =>
  (one: Instance, other: Instance): number => {
    const byCondition = (WEIGHTS[one.condition] ?? 5) - (WEIGHTS[other.condition] ?? 5);
    if (byCondition !== 0) return byCondition;
    const since = ({ task, since: changed }: Instance) => task?.startedAt ?? task?.stagedAt ?? changed;
    return killSelection === 'YOUNGEST_FIRST' ? since(other) - since(one) : since(one) - since(other);
  };

/** Those without which instances are spread more evenly, where a constraint asks for that. */
function unevenOnes(app: App, instances: readonly Instance[], count: number): Instance[] {
  const fields = app.constraints.filter(([, operator]) => operator?.toUpperCase() === 'GROUP_BY').map(([field = '']) => field);
  const [field] = fields;
  if (field === undefined) return [];
  const left = [...instances];
  const taken: Instance[] = [];
  while (taken.length < count) {
    const groups = new Map<string | undefined, Instance[]>();
    for (const instance of left) {
      const value = fieldAt(instance.task, field);
      groups.set(value, [...(groups.get(value) ?? []), instance]);
    }
    const largest = [...groups.values()].sort((one, other) => other.length - one.length)[0]?.sort(firstToGo(app))[0];
    if (!largest) break;
    left.splice(left.indexOf(largest), 1);
    taken.push(largest);
  }
  return taken;
}
