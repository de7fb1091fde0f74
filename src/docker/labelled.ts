import type { Engine } from './engine.js';

/** One thing on an engine: its id, or for a volume its name, and its labels. */
export interface Labelled {
  readonly id: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** What there is on an engine with certain labels. */
export interface LabelledThings {
  readonly containers: readonly Labelled[];
  readonly networks: readonly Labelled[];
  readonly volumes: readonly Labelled[];
}

/** Lists what has all these labels, containers that do not run included. @param label each `name`, or `name=value` */
export async function listLabelled({ docker }: Engine, label: string[]): Promise<LabelledThings> {
  const filters = { label };
  const [containers, networks, { Volumes: volumes }] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    docker.listNetworks({ filters }),
    docker.listVolumes({ filters }),
  ]);
  return {
    containers: containers.map(({ Id: id, Labels: labels }) => ({ id, labels })),
    networks: networks.map(({ Id: id, Labels: labels = {} }) => ({ id, labels })),
    volumes: (volumes ?? []).map(({ Name: id, Labels: labels }) => ({ id, labels: labels ?? {} })),
  };
}
