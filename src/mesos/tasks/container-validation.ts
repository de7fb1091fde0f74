import type { ContainerInfo, Volume } from '../wire/messages.js';

/** For each type of source the member that has to be there with it, and what messages call the volume. */
const SOURCES: Partial<Record<Volume.Source.Type, readonly [member: keyof Volume.Source, name: string]>> = {
  DOCKER_VOLUME: ['docker_volume', 'DOCKER_VOLUME volume'],
  HOST_PATH: ['host_path', 'HOST_PATH volume'],
  SANDBOX_PATH: ['sandbox_path', 'SANDBOX_PATH volume'],
  SECRET: ['secret', 'SECRET volume'],
  CSI_VOLUME: ['csi_volume', 'CSI volume'],
};

/** Rules for containers and their volumes, of tasks, of executors and of calls to agents alike. */
export function validateContainer(container: ContainerInfo | undefined): string | undefined {
  if (!container) return undefined;
  for (const volume of container.volumes ?? []) {
    const problem = validateVolume(volume);
    if (problem) return `Invalid volume: ${problem}`;
  }
  if (container.type !== 'DOCKER') return undefined;
  if (!container.docker) return "DockerInfo 'docker' is not set for DOCKER typed ContainerInfo";
  const named = container.docker.parameters?.some(({ key }) => key === 'name');
  return named ? "Parameter in DockerInfo must not be 'name'" : undefined;
}

function validateVolume({ host_path, image, source }: Volume): string | undefined {
  if ([host_path, image, source].filter((each) => each !== undefined).length !== 1) {
    return "Only one of them should be set: 'host_path', 'image' and 'source'";
  }
  if (!source) return undefined;
  const expected = source.type && SOURCES[source.type];
  if (!expected) return "'source.type' is unknown";
  const [member, name] = expected;
  if (source[member] === undefined) return `'source.${member}' is not set for ${name}`;
  if (source.csi_volume && !source.csi_volume.static_provisioning) {
    return "'source.csi_volume.static_provisioning' is not set for CSI volume";
  }
  return undefined;
}
