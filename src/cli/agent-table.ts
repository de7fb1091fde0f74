import type { AgentInfo } from './cluster-info.js';
import type { Column } from './table.js';
import { amounts } from './text.js';

/** An agent, or what else stands in a table beside agents; an external ZooKeeper is not the cluster's. */
type Shown = Pick<AgentInfo, 'url' | 'running'> & Partial<AgentInfo> & { readonly external?: boolean };

/** What tables tell of an agent. */
export const agentColumns: readonly Column<Shown>[] = [
  { title: 'URL', cell: ({ url }) => url, whole: true },
  {
    title: 'STATE',
    cell: ({ running, external }) => (external ? 'external' : running ? 'running' : 'gone'),
    whole: true,
    style: ({ running }) => (running ? 'green' : 'red'),
  },
  { title: 'RESOURCES', cell: ({ resources }) => amounts(resources) },
  { title: 'ATTRIBUTES', cell: ({ attributes }) => amounts(attributes) },
];
