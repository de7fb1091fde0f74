import type { UninstallRequest } from '../../drivers/apps.js';
import { MinimesosError } from '../../errors.js';
import { suggest } from '../../suggest.js';
import { isObject } from '../check.js';
import { type FrameworkMeans, frameworksOf, tearDown } from './app-frameworks.js';
import { absoluteId, idsInGroup } from './app-ids.js';
import { askMarathon, reasonsOf } from './ask-marathon.js';
import { until } from './until.js';

/** What uninstalling needs of a cluster. */
export interface UninstallMeans extends FrameworkMeans {
  /** Of all apps that there are. */
  readonly ids: readonly string[];
}

/**
 * Ends all instances of an app or a group, and removes it; resolves when nothing of it is left: no task, no deployment, and no framework
 * that an app was.
 * @throws MinimesosError `UNKNOWN_APP`, `WAIT_TIMEOUT`
 */
export async function uninstall({ id: given, group, timeoutMs }: UninstallRequest, means: UninstallMeans): Promise<string[]> {
  const { url, clock, signal } = means;
  const id = absoluteId(given);
  const path = `/${group ? 'groups' : 'apps'}${id}`;
  const found = await askMarathon(url, 'GET', `${path}${group ? '?embed=group.groups&embed=group.apps' : ''}`);
  if (found.status !== 200) throw unknownApp(id, group, means.ids);
  const ids = group ? idsInGroup(found.body) : [id];
  const frameworks = await frameworksOf(ids, means);
  const removal = await askMarathon(url, 'DELETE', `${path}?force=true`);
  if (removal.status >= 300) {
    throw new MinimesosError('APP_REJECTED', { source: id, status: removal.status, reasons: reasonsOf(removal) });
  }
  const { deploymentId = removal.body['version'] } = removal.body;
  await until({
    ...{ waitedFor: `The end of ${id}`, timeoutMs, clock, signal },
    isThere: async () => {
      const { status, list } = await askMarathon(url, 'GET', '/deployments');
      return status === 200 && !list.some((each) => isObject(each) && each['id'] === deploymentId);
    },
    seen: () => ['instances of it have not ended'],
  });
  await tearDown(frameworks, timeoutMs, means);
  return ids;
}

/** @param ids those that there are */
export function unknownApp(id: string, group: boolean, ids: readonly string[]): MinimesosError<'UNKNOWN_APP'> {
  const groups = [...new Set(ids.flatMap(groupsOf))];
  const apps = group ? groups : ids;
  return new MinimesosError('UNKNOWN_APP', { id, kind: group ? 'group' : 'app', apps, suggestion: suggest(id, apps) });
}

/** All groups that an app is in, but the root. */
const groupsOf = (id: string): string[] => {
  const parts = id.split('/').slice(1, -1);
  return parts.map((_part, index) => `/${parts.slice(0, index + 1).join('/')}`);
};
