import { isDeepStrictEqual } from 'node:util';
import type { App } from './app.js';

/** What is not a part of how an app is to run. */
function configOf({
  instances: _instances,
  version: _version,
  versionInfo: _info,
  executorResources: _resources,
  ...config
}: App) {
  return config;
}

/** Whether tasks of the one do not do for the other: they have to be replaced. */
export const isUpgrade = (before: App, after: App): boolean =>
  !isDeepStrictEqual(plain(configOf(before)), plain(configOf(after)));

/** Whether only the number of instances is another. */
export const isOnlyScaleChange = (before: App, after: App): boolean =>
  !isUpgrade(before, after) && before.instances !== after.instances;

/** Whether the tasks of an app have to be replaced, because it is another or because it was to be restarted. */
export const needsRestart = (before: App, after: App): boolean =>
  !isDeepStrictEqual(before.versionInfo, after.versionInfo) || before.version !== after.version || isUpgrade(before, after);

/** Members that are undefined are none. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
