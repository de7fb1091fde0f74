import { join } from 'node:path';

/** It becomes another when agents of the version before could make nothing of the files any more. */
export const META_FORMAT = '1';

/** Where a run of an executor is noted. */
export interface RunPlace {
  readonly agentId: string;
  readonly frameworkId: string;
  readonly executorId: string;
  readonly containerId: string;
}

/** The names of Mesos's files below `meta` in an agent's work directory (src/slave/paths.cpp in Mesos). */
export class MetaPaths {
  /** The directory itself. */
  readonly root: string;

  constructor(workDirectory: string) {
    this.root = join(workDirectory, 'meta');
  }

  /** In which form all else is written. Mesos has no such file: what it writes has one form. */
  get format(): string {
    return join(this.root, 'format');
  }

  /** What tells one boot of the machine from the next. */
  get bootId(): string {
    return join(this.root, 'boot_id');
  }

  /** What operations have made of the agent's resources; also what becomes of them while volumes are made or removed. */
  get resources(): string {
    return join(this.root, 'resources/resources.info');
  }

  get resourcesTarget(): string {
    return join(this.root, 'resources/resources.target');
  }

  /** The link to the directory of the agent that is to be recovered; none after it has left in an orderly way. */
  get latestAgent(): string {
    return join(this.root, 'slaves/latest');
  }

  agent(agentId: string): string {
    return join(this.root, 'slaves', agentId);
  }

  agentInfo(agentId: string): string {
    return join(this.agent(agentId), 'slave.info');
  }

  drainConfig(agentId: string): string {
    return join(this.agent(agentId), 'drain.config');
  }

  operations(agentId: string): string {
    return join(this.agent(agentId), 'operations');
  }

  operationUpdates(agentId: string, uuid: string): string {
    return join(this.operations(agentId), uuid, 'operation.updates');
  }

  frameworks(agentId: string): string {
    return join(this.agent(agentId), 'frameworks');
  }

  framework(agentId: string, frameworkId: string): string {
    return join(this.frameworks(agentId), frameworkId);
  }

  frameworkInfo(agentId: string, frameworkId: string): string {
    return join(this.framework(agentId, frameworkId), 'framework.info');
  }

  frameworkPid(agentId: string, frameworkId: string): string {
    return join(this.framework(agentId, frameworkId), 'framework.pid');
  }

  executor({ agentId, frameworkId, executorId }: Omit<RunPlace, 'containerId'>): string {
    return join(this.framework(agentId, frameworkId), 'executors', executorId);
  }

  executorInfo(place: Omit<RunPlace, 'containerId'>): string {
    return join(this.executor(place), 'executor.info');
  }

  latestRun(place: Omit<RunPlace, 'containerId'>): string {
    return join(this.executor(place), 'runs/latest');
  }

  run(place: RunPlace): string {
    return join(this.executor(place), 'runs', place.containerId);
  }

  /** There once the executor is over and done with. */
  sentinel(place: RunPlace): string {
    return join(this.run(place), 'executor.sentinel');
  }

  forkedPid(place: RunPlace): string {
    return join(this.run(place), 'pids/forked.pid');
  }

  libprocessPid(place: RunPlace): string {
    return join(this.run(place), 'pids/libprocess.pid');
  }

  httpMarker(place: RunPlace): string {
    return join(this.run(place), 'pids/http.marker');
  }

  tasks(place: RunPlace): string {
    return join(this.run(place), 'tasks');
  }

  taskInfo(place: RunPlace, taskId: string): string {
    return join(this.tasks(place), taskId, 'task.info');
  }

  taskUpdates(place: RunPlace, taskId: string): string {
    return join(this.tasks(place), taskId, 'task.updates');
  }
}
