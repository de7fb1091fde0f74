import type { FrameworkInState, MesosState, TaskInState } from '../cluster/mesos-state.js';
import type { RunResult } from '../cluster/run-options.js';
import type { TimelineEntry } from '../timeline/timeline.js';
import type { AgentInfo, ClusterInfo } from './cluster-info.js';
import type { ClusterConnection } from './connection.js';

export type { FrameworkInState, MesosState, RunResult, TaskInState, TimelineEntry };

/** What the remote API tells of a cluster, and what commands make of the names that users give. */
export const fetchInfo = ({ json }: ClusterConnection): Promise<ClusterInfo> => json('GET', '');
export const fetchAgents = ({ json }: ClusterConnection): Promise<AgentInfo[]> => json('GET', '/agents');
export const fetchState = ({ json }: ClusterConnection): Promise<MesosState> => json('GET', '/state');

/** All frameworks, those that have ended included. */
export const fetchFrameworks = ({ json }: ClusterConnection): Promise<FrameworkInState[]> =>
  json('GET', '/frameworks', { query: { completed: true } });

/** All tasks, or those of a framework, those that have ended included. */
export const fetchTasks = ({ json }: ClusterConnection, framework?: string): Promise<TaskInState[]> =>
  json('GET', '/tasks', { query: { framework } });
