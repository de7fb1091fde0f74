import type { UninstallRequest } from '../../drivers/apps.js';
import { MinimesosError } from '../../errors.js';
import type { HttpClient } from '../../http-client.js';
import { suggest } from '../../suggest.js';
import { isObject } from '../check.js';
import type { FrameworkInState, MesosState } from '../mesos-state.js';
import { absoluteId, idsInGroup } from './app-ids.js';
import { askMarathon, reasonsOf } from './ask-marathon.js';
import type { InstallMeans } from './install.js';
import { until } from './until.js';

/** What uninstalling needs of a cluster. */
export interface UninstallMeans extends Pick<InstallMeans, 'url' | 'clock' | 'signal'> {
  readonly ids: readonly string[];
  readonly http: HttpClient;
  readonly master: string;
  state(): Promise<MesosState>;
}

/** With what an app says how the framework is called that it is. */
const FRAMEWORK_LABEL = 'DCOS_PACKAGE_FRAMEWORK_NAME';

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
  const frameworks = await frameworksOf(ids, url);
  const removal = await askMarathon(url, 'DELETE', `${path}?force=true`);
  if (removal.status >= 300) {
    throw new MinimesosError('APP_REJECTED', { source: id, status: removal.status, reasons: reasonsOf(removal) });
  }
  const { deploymentId = removal.body['version'] } = removal.body;
  await until({
    ...{ waitedFor: `The end of ${id}`, timeoutMs, clock, signal },
    isThere: async () => {
      const { list } = await askMarathon(url, 'GET', '/deployments');
      return !list.some((each) => isObject(each) && each['id'] === deploymentId);
    },
    seen: () => ['instances of it have not ended'],
  });
  await tearDown(frameworks, means);
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

/** What frameworks that apps are may be called: sure where it was said. */
async function frameworksOf(ids: readonly string[], url: string): Promise<ReadonlyMap<string, { readonly said: boolean }>> {
  const names = new Map<string, { readonly said: boolean }>();
  for (const id of ids) {
    const { body } = await askMarathon(url, 'GET', `/apps${id}`);
    const { labels } = isObject(body['app']) ? body['app'] : {};
    const said = isObject(labels) ? labels[FRAMEWORK_LABEL] : undefined;
    if (typeof said === 'string') names.set(said, { said: true });
    else names.set(id.split('/').at(-1) ?? '', { said: false });
  }
  return names;
}

/** Masters wait for the return of a framework whose scheduler has ended. One that is only called as its app may be another that lives. */
async function tearDown(names: ReadonlyMap<string, { readonly said: boolean }>, means: UninstallMeans): Promise<void> {
  const { frameworks } = await means.state();
  const isLeft = ({ name, active }: FrameworkInState) => names.get(name)?.said === true || (names.has(name) && !active);
  for (const { id } of frameworks.filter(isLeft)) {
    await means.http.postForm(`${means.master}/teardown`, { frameworkId: id }, means.signal);
  }
}
