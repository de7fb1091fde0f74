import type { Engine } from './engine.js';

/** One thing on an engine. */
export interface Labelled {
  /** Of a volume it is the name. */
  readonly id: string;
  readonly name: string;
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
    // One that is just being removed has no name any more.
    containers: containers.map(({ Id: id, Names, Labels: labels }) => ({ id, name: Names?.[0]?.slice(1) ?? id, labels })),
    networks: networks.map(({ Id: id, Name: name, Labels: labels = {} }) => ({ id, name, labels })),
    volumes: (volumes ?? []).map(({ Name: id, Labels: labels }) => ({ id, name: id, labels: labels ?? {} })),
  };
}
