import type { App } from '../definitions/app.js';
import { isUpgrade } from '../definitions/changes.js';
import { appIn, appsIn, type Group, mapApps } from '../definitions/group.js';
import { Impossible } from '../definitions/invalid.js';
import { servicePortsOf, withServicePorts } from '../definitions/ports.js';

/** Marathon's local_port_min and local_port_max. */
const FIRST = 10_000;
const LAST = 20_000;

/** Gives apps that are new, or other than before, service ports that nobody else has, where they leave them open. */
export function assignServicePorts(before: Group, after: Group): Group {
  const used = new Set([...appsIn(before), ...appsIn(after)].flatMap(servicePortsOf));
  const nextFree = () => {
    for (let port = FIRST; port <= LAST; port++) {
      if (used.has(port)) continue;
      used.add(port);
      return port;
    }
    throw new Impossible(`All ports in the range [${FIRST}-${LAST}) are already in use`);
  };
  const assign = (app: App): App => {
    const ports = servicePortsOf(app);
    const old = appIn(before, app.id);
    if (!ports.includes(0) || (old && !isUpgrade(old, app))) return app;
    // What the app had before, it keeps.
    const own = (old ? servicePortsOf(old) : []).filter((port) => port >= FIRST && port <= LAST && !ports.includes(port));
    return withServicePorts(
      app,
      ports.map((port) => port || (own.shift() ?? nextFree())),
    );
  };
  return mapAppsKeepingVersions(after, assign);
}

/** As {@link mapApps}; groups stay of the version that they are. */
function mapAppsKeepingVersions(group: Group, change: (app: App) => App): Group {
  const { version } = group;
  const apps = new Map(Array.from(group.apps, ([id, app]) => [id, change(app)]));
  const groups = new Map(Array.from(group.groups, ([id, each]) => [id, mapAppsKeepingVersions(each, change)]));
  return { ...group, apps, groups, version };
}
