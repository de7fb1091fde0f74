import { appDocument } from '../definitions/app-output.js';
import type { Group } from '../definitions/group.js';
import type { Action, Plan, Step } from './plan.js';

/** An action as Marathon writes it. */
export const actionDocument = ({ action, app }: Action) => ({ action, app: app.id });

export const stepDocument = (step: Step) => ({ actions: step.map(actionDocument) });

/** A plan as it is in events: with the groups before and after, which later versions of Marathon leave out. */
export const deploymentPlanDocument = ({ id, version, original, target, steps }: Plan) => ({
  ...{ id, version, original: groupDocument(original), target: groupDocument(target) },
  steps: steps.map(stepDocument),
});

interface GroupOutput {
  readonly id: string;
  readonly apps: readonly unknown[];
  readonly pods: readonly never[];
  readonly groups: readonly GroupOutput[];
  readonly dependencies: readonly string[];
  readonly version: string;
}

/** A group with all that is in it. */
const groupDocument = ({ id, apps, groups, dependencies, version }: Group): GroupOutput => ({
  ...{ id, apps: Array.from(apps.values(), appDocument), pods: [] },
  ...{ groups: Array.from(groups.values(), groupDocument), dependencies, version },
});
