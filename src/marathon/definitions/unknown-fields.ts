import { suggest } from '../../suggest.js';
import { readAppDocument } from './app-document.js';
import { readGroupDocument } from './group-document.js';
import type { Violations } from './read.js';

/** A field that no app or group has, and that was meant for one that they have. */
export interface MistakenField {
  /** `/healthChecks(0)/gracePeriodSecond` */
  readonly path: string;
  readonly suggestion: string;
}

/** What Marathon shows of apps, and ignores when it is sent back. */
const SHOWN = new Set([
  ...['checkResult', 'deployments', 'lastTaskFailure', 'pods', 'readinessCheckResults', 'storeUrls', 'taskStats', 'tasks'],
  ...['tasksHealthy', 'tasksRunning', 'tasksStaged', 'tasksUnhealthy', 'versionInfo'],
]);

/** Fields that Marathon would ignore though they look like some that it knows; others may be somebody's own. */
export function mistakenFields(value: unknown, group: boolean): MistakenField[] {
  const violations: Violations = Object.assign([], { unknown: [] });
  if (group) readGroupDocument(value, '', violations);
  else readAppDocument(value, '', violations);
  return (violations.unknown ?? []).flatMap(({ path, name, known }) => {
    const suggestion = SHOWN.has(name) ? undefined : suggest(name, known);
    return suggestion === undefined ? [] : [{ path: `${path}/${name}`, suggestion }];
  });
}
