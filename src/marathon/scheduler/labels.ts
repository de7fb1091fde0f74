import type { Labels } from '../../mesos/wire/messages.js';

/** Labels as Mesos has them. */
export const labelsOf = (labels: Readonly<Record<string, string>>): Labels => ({
  labels: Object.entries(labels).map(([key, value]) => ({ key, value })),
});
