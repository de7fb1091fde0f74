import type { App } from '../definitions/app.js';
import { isOnlyScaleChange, isUpgrade } from '../definitions/changes.js';
import { appIn, type Group, mapApps } from '../definitions/group.js';
import type { NewApp } from '../definitions/read-app.js';

/** The version of an app whose tasks are all to be replaced, although it is the same. */
const RESTARTED = 'restarted';
const NEW = 'new';

/** An app that there was not before; it gets its version when it is put among the others. */
export const addedApp = (app: NewApp): App => ({
  ...app,
  version: NEW,
  versionInfo: { lastScalingAt: NEW, lastConfigChangeAt: NEW },
});

/** An app that is other than before. */
export const changedAppOf = (before: App, app: NewApp): App => ({
  ...app,
  version: before.version,
  versionInfo: before.versionInfo,
});

export const restartedApp = (app: App): App => ({ ...app, version: RESTARTED });

/** Tells of each app what has changed, and when. */
export const withVersions = (before: Group, after: Group, version: string): Group =>
  mapApps(after, (app) => withVersion(appIn(before, app.id), app, version), version);

function withVersion(before: App | undefined, app: App, version: string): App {
  if (!before || isUpgrade(before, app))
    return { ...app, version, versionInfo: { lastScalingAt: version, lastConfigChangeAt: version } };
  const { versionInfo } = before;
  if (isOnlyScaleChange(before, app)) return { ...app, version, versionInfo: { ...versionInfo, lastScalingAt: version } };
  if (app.version === RESTARTED) return { ...app, version, versionInfo: { ...versionInfo, lastConfigChangeAt: version } };
  return before;
}
