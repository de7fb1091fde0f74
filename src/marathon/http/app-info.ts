import type { Core } from '../core.js';
import type { App } from '../definitions/app.js';
import { appDocument } from '../definitions/app-output.js';
import { hasTask, type Instance, isAlive } from '../scheduler/instance.js';
import { taskDocument } from './task-document.js';

/** What may be shown with an app. */
export type Embed = 'tasks' | 'deployments' | 'readiness' | 'lastTaskFailure' | 'counts' | 'taskStats';

const PREFIXES = ['group.apps.', 'apps.', 'app.'];

/** What the values of `embed` ask for; those that nobody knows are ignored. */
export function embedsOf(values: readonly string[]): Set<Embed> {
  const embeds = new Set<Embed>();
  for (const value of values) {
    const prefix = PREFIXES.find((each) => value.startsWith(each)) ?? '';
    switch (value.slice(prefix.length)) {
      case 'tasks':
        embeds.add('tasks').add('deployments');
        break;
      case 'failures':
        embeds.add('tasks').add('deployments').add('lastTaskFailure');
        break;
      case 'deployments':
      case 'readiness':
      case 'lastTaskFailure':
      case 'counts':
      case 'taskStats':
        embeds.add(value.slice(prefix.length) as Embed);
        break;
    }
  }
  return embeds;
}

/** An app with what is asked for. */
export function appInfo(core: Core, app: App, embeds: ReadonlySet<Embed>): Record<string, unknown> {
  const instances = core.instances.of(app.id).filter(({ task }) => task !== undefined);
  const document = appDocument(app);
  if (embeds.has('counts')) {
    const { staged, running, healthy, unhealthy } = countsOf(instances);
    Object.assign(document, {
      ...{ tasksStaged: staged, tasksRunning: running, tasksHealthy: healthy, tasksUnhealthy: unhealthy },
    });
  }
  if (embeds.has('deployments')) document['deployments'] = core.deployments.of(app.id).map((id) => ({ id }));
  if (embeds.has('readiness')) document['readinessCheckResults'] = core.readiness.resultsOf(app.id);
  if (embeds.has('tasks')) document['tasks'] = instances.map((instance) => taskDocument(instance, app));
  if (embeds.has('lastTaskFailure')) {
    const failure = core.statuses.failureOf(app.id);
    if (failure) document['lastTaskFailure'] = failure;
  }
  if (embeds.has('taskStats')) document['taskStats'] = taskStats(app, instances, core.clock.now());
  return document;
}

const isHealthyTask = ({ health }: Instance): boolean => {
  const known = health.filter((each) => each !== undefined);
  return known.length > 0 && known.every(isAlive);
};

const isUnhealthyTask = ({ health }: Instance): boolean => health.some((each) => each !== undefined && !isAlive(each));

function countsOf(instances: readonly Instance[]) {
  const state = ({ task }: Instance) => task?.status?.state;
  return {
    staged: instances.filter((each) => hasTask(each) && [undefined, 'TASK_STAGING'].includes(state(each))).length,
    running: instances.filter((each) => state(each) === 'TASK_RUNNING').length,
    healthy: instances.filter(isHealthyTask).length,
    unhealthy: instances.filter(isUnhealthyTask).length,
  };
}

/** The number of tasks and how long they have run, by whether they are of the app as it is now. */
function taskStats({ versionInfo: { lastScalingAt, lastConfigChangeAt } }: App, instances: readonly Instance[], now: number) {
  const of = (name: string, counts: (version: string) => boolean) => {
    const counted = instances.filter(({ app }) => counts(app.version));
    if (counted.length === 0) return {};
    const lifeTimes = counted.flatMap(({ task }) => (task?.startedAt === undefined ? [] : (now - task.startedAt) / 1000));
    lifeTimes.sort((a, b) => a - b);
    const lifeTime = lifeTimes.length > 0 && {
      averageSeconds: lifeTimes.reduce((sum, each) => sum + each, 0) / lifeTimes.length,
      medianSeconds: lifeTimes[Math.floor(lifeTimes.length / 2)],
    };
    return { [name]: { stats: { counts: countsOf(counted), ...(lifeTime && { lifeTime }) } } };
  };
  return {
    ...of('startedAfterLastScaling', (version) => version >= lastScalingAt),
    ...of('withLatestConfig', (version) => version >= lastConfigChangeAt),
    ...of('withOutdatedConfig', (version) => version < lastConfigChangeAt),
    ...of('totalSummary', () => true),
  };
}
