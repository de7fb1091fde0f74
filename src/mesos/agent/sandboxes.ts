import type { Access } from '../files/attached-paths.js';
import type { Principal } from '../process/http/authenticator.js';
import type { Agent } from './agent.js';
import type { Executor } from './executor.js';
import type { CollectedRun } from './garbage-collector.js';

/** The sandboxes of executors as they are seen through `/files`. */
export class Sandboxes {
  constructor(private readonly agent: Agent) {}

  /** Makes the sandbox of an executor visible under its own path and under those by which it is found. */
  attach({ id, framework, directory, containerId }: Executor): void {
    if (!this.agent.disk.keepsSandboxes) return;
    const runs = `/frameworks/${framework.id}/executors/${id}/runs`;
    const access: Access = (principal) => this.#mayAccess(principal, framework.id, id);
    for (const path of [directory, `${runs}/${containerId.value}`, `${runs}/latest`]) {
      this.agent.files.attach(path, directory, access);
    }
  }

  /** The sandbox of an executor is no more. */
  detach({ frameworkId, executorId, containerId, directory }: CollectedRun): void {
    const { files } = this.agent;
    const runs = `/frameworks/${frameworkId}/executors/${executorId}/runs`;
    for (const path of [directory, `${runs}/${containerId}`]) files.detach(path);
    if (files.behind(`${runs}/latest`) === directory) files.detach(`${runs}/latest`);
  }

  /** Once an executor or its framework is over, nobody knows any more whose the sandbox was: then it is anybody's. */
  #mayAccess(principal: Principal | undefined, frameworkId: string, executorId: string): boolean {
    const framework = this.agent.frameworks.get(frameworkId);
    const object = { framework_info: framework?.info, executor_info: framework?.executors.get(executorId)?.info };
    return this.agent.authorizer.approvers(principal).approved('ACCESS_SANDBOX', object);
  }
}
