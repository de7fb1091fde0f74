import type { Random } from '../../mesos/process/random.js';
import { Resources } from '../../mesos/resources/resources.js';
import type { CommandInfo, ExecutorInfo, Offer, TaskInfo, Value } from '../../mesos/wire/messages.js';
import type { App } from '../definitions/app.js';
import { hostName } from '../definitions/path-id.js';
import { containerInfoOf } from './container-info.js';
import { discoveryOf } from './discovery.js';
import { environmentOf } from './environment.js';
import { labelsOf } from './labels.js';
import { type Match, ownExecutor, takeScalar } from './match-offer.js';
import { checkInfoOf, healthCheckInfoOf } from './mesos-checks.js';

const NANOSECONDS = 1e9;

/** The task of an app that is launched with what it gets of an offer. */
export function taskInfoOf(app: App, taskId: string, offer: Offer, { resources, hostPorts }: Match, random: Random): TaskInfo {
  const command = commandOf(app, environmentOf(app, { taskId, host: offer.hostname, hostPorts }, random));
  const container = containerInfoOf(app, hostPorts, taskId);
  const executor = ownExecutor(app) ? executorOf(app, taskId, command, resources) : undefined;
  const healthCheck = healthCheckInfoOf(app, hostPorts);
  const check = checkInfoOf(app, hostPorts);
  return {
    name: hostName(app.id),
    task_id: { value: taskId },
    agent_id: offer.agent_id,
    resources: [...(executor ? resources.minus(executor.resources ?? []) : resources)],
    ...limitsOf(app),
    ...(executor ? { executor: { ...executor, ...(container && { container }) } } : { command, ...(container && { container }) }),
    ...(Object.keys(app.labels).length > 0 && { labels: labelsOf(app.labels) }),
    discovery: discoveryOf(app, hostPorts),
    ...(healthCheck && { health_check: healthCheck }),
    ...(check && { check }),
    ...(app.taskKillGracePeriodSeconds !== undefined && {
      kill_policy: { grace_period: { nanoseconds: app.taskKillGracePeriodSeconds * NANOSECONDS } },
    }),
  };
}

function commandOf({ cmd, args, fetch, user, container }: App, variables: Record<string, string>): CommandInfo {
  const [first] = args;
  const what = first === undefined ? { ...(cmd ? { value: cmd } : { shell: false }) } : { shell: false, arguments: [...args] };
  return {
    ...what,
    // In an image, the first argument is one of its entry point.
    ...(first !== undefined && !container && { value: first }),
    environment: { variables: Object.entries(variables).map(([name, value]) => ({ name, value })) },
    ...(fetch.length > 0 && {
      uris: fetch.map(({ uri, extract, executable, cache, destPath }) => ({
        ...{ value: uri, extract, executable, cache },
        ...(destPath !== undefined && { output_file: destPath }),
      })),
    }),
    ...(user !== undefined && { user }),
  };
}

/** The executor that the app brings: a program in its sandbox. */
function executorOf(app: App, taskId: string, { arguments: _, ...command }: CommandInfo, resources: Resources): ExecutorInfo {
  const path = `'${app.executor}'`;
  const value = `chmod ug+rx ${path} && exec ${path} ${app.cmd ?? app.args.join(' ')}`;
  const own = (['cpus', 'mem', 'disk'] as const).flatMap(
    (name) => takeScalar(resources, name, app.executorResources?.[name] ?? 0) ?? [],
  );
  return {
    executor_id: { value: `marathon-${taskId}` },
    command: { ...command, shell: true, value },
    ...(own.length > 0 && { resources: [...Resources.of(own)] }),
  };
}

function limitsOf({ resourceLimits }: App): Pick<TaskInfo, 'limits'> {
  const limits: Record<string, Value.Scalar> = {};
  for (const name of ['cpus', 'mem'] as const) {
    const limit = resourceLimits?.[name];
    if (limit !== undefined) limits[name] = { value: limit === 'unlimited' ? Number.POSITIVE_INFINITY : limit };
  }
  return Object.keys(limits).length > 0 ? { limits } : {};
}
