import type { Entry } from './entry.js';

/** Of the names of a cluster. */
export const namesErrors = {
  NO_NAMES: {
    when: 'A cluster was asked for its names, and serves none.',
    happened: ({ cluster }: { cluster: string }) => `Cluster ${cluster} serves no names.`,
    remedy: 'Describe the cluster with names: true.',
  },
} satisfies Record<string, Entry>;
