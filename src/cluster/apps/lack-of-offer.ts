import { isObject } from '../check.js';

type Document = Readonly<Record<string, unknown>>;

/** The resource that a reason of Marathon is about. */
const SCALARS: Readonly<Record<string, string>> = {
  ...{ InsufficientCpus: 'cpus', InsufficientMemory: 'mem', InsufficientDisk: 'disk', InsufficientGpus: 'gpus' },
};

/**
 * What an offer lacks for an app, in words: `cpus: 4 wanted, 1.5 offered`.
 * @param reason as `/v2/queue` says it: `InsufficientCpus`
 * @param offered the resources of the offer, as they are there
 */
export function lackOf(reason: string, app: Document, offered: readonly Document[]): string {
  const accepted = app['acceptedResourceRoles'] ?? ['*', app['role']];
  const scalar = SCALARS[reason];
  if (scalar !== undefined) {
    const usable = offered.filter(({ name, role }) => name === scalar && (!Array.isArray(accepted) || accepted.includes(role)));
    const sum = usable.reduce((all, each) => all + amount(each['scalar']), 0);
    return `${scalar}: ${amount(app[scalar]) + ofExecutor(app, scalar)} wanted, ${Math.round(sum * 1000) / 1000} offered`;
  }
  switch (reason) {
    case 'UnfulfilledRole':
      return `role: none of ${JSON.stringify(accepted)} offered`;
    case 'UnfulfilledConstraint':
      return `what constraints ask for: ${JSON.stringify(app['constraints'] ?? [])}`;
    case 'InsufficientPorts':
      return 'ports';
    case 'AgentMaintenance':
      return 'the agent is in maintenance';
    case 'DeclinedScarceResources':
      return 'gpus: none wanted, some offered';
    default:
      return reason;
  }
}

const ofExecutor = ({ executorResources }: Document, scalar: string): number =>
  isObject(executorResources) ? amount(executorResources[scalar]) : 0;

const amount = (value: unknown): number => (typeof value === 'number' ? value : 0);
