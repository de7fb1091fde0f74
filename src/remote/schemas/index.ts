import type { Schema } from '../route.js';
import { ExecutorFilter, OfferFilter, RescindResult } from './act.js';
import { AgentInfo, ClusterInfo, ClusterRequest, MasterInfo, NamesInfo, ZooKeeperInfo } from './cluster.js';
import { AgentChanges, AgentDescription, ClusterDescription } from './description.js';
import { ExpectNoneRequest, ExpectRequest } from './expect.js';
import { FaultInfo, FaultRule } from './fault.js';
import { SandboxEntry } from './files.js';
import { Framework, MesosState, Offer, Task } from './mesos.js';
import { ProblemDocument } from './problem.js';
import { RunRequest, RunResult } from './run.js';
import { TimelineEntry } from './timeline.js';
import { WaitRequest, WaitResult } from './wait.js';
import { ReadOnlyRequest, ZooKeeperSession } from './zookeeper.js';

/** The schemas that have a name in the OpenAPI document. */
export const schemas: Readonly<Record<string, Schema>> = {
  ...{
    ClusterRequest,
    ClusterInfo,
    MasterInfo,
    AgentInfo,
    ZooKeeperInfo,
    NamesInfo,
    ClusterDescription,
    AgentDescription,
    AgentChanges,
  },
  ...{ MesosState, Framework, Task, Offer, SandboxEntry, TimelineEntry },
  ...{ FaultRule, FaultInfo, OfferFilter, RescindResult, ExecutorFilter, ZooKeeperSession, ReadOnlyRequest },
  ...{ ExpectRequest, ExpectNoneRequest },
  ...{ RunRequest, RunResult, WaitRequest, WaitResult, ProblemDocument },
};
