import type { HttpResponse } from '../../../mesos/process/http/message.js';
import type { Core } from '../../core.js';
import type { Deployment } from '../../deployment/deployments.js';
import { affectedApps } from '../../deployment/plan.js';
import { actionDocument, stepDocument } from '../../deployment/plan-document.js';
import { revert } from '../../deployment/revert.js';
import { deployed, json, methodNotAllowed, Refusal } from '../answers.js';
import { flag, type MarathonRequest } from '../request.js';

/** `/v2/deployments` and `/v2/deployments/{id}`. */
export async function deployments(request: MarathonRequest): Promise<HttpResponse> {
  const { core, method, segments } = request;
  const [id] = segments;
  if (id === undefined) {
    if (method !== 'GET') throw methodNotAllowed('GET', 'HEAD');
    return json(core.deployments.all.map((deployment) => deploymentDocument(core, deployment)));
  }
  if (method !== 'DELETE' || segments.length > 1) throw methodNotAllowed('DELETE');
  const deployment = core.deployments.all.find(({ plan }) => plan.id === id);
  if (!deployment) throw new Refusal(404, `DeploymentPlan ${id} does not exist`);
  if (flag(request, 'force')) {
    core.deployments.cancel(id);
    await core.store.saved();
    return { status: 202 };
  }
  const plan = core.tree.change((root, version) => revert(deployment.plan, root, version), { force: true });
  await core.store.saved();
  return deployed(plan);
}

const deploymentDocument = (core: Core, { plan, current, currentStep }: Deployment) => ({
  id: plan.id,
  version: plan.version,
  affectedApps: affectedApps(plan),
  affectedPods: [],
  steps: plan.steps.map(stepDocument),
  currentActions: current.map((action) => ({
    ...actionDocument(action),
    readinessCheckResults: core.readiness.resultsOf(action.app.id),
  })),
  currentStep,
  totalSteps: plan.steps.length,
});
