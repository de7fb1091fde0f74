import type { ContainerInfo, Volume } from '../wire/messages.js';

/** What is wrong with the container of a task or executor, in Mesos's words: rules for its volumes, and for Docker. */
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
  if ([host_path, image, source].filter((given) => given !== undefined).length !== 1) {
    return "Only one of them should be set: 'host_path', 'image' and 'source'";
  }
  return source && validateSource(source);
}

function validateSource(source: Volume.Source): string | undefined {
  switch (source.type) {
    case 'DOCKER_VOLUME':
      return source.docker_volume ? undefined : "'source.docker_volume' is not set for DOCKER_VOLUME volume";
    case 'HOST_PATH':
      return source.host_path ? undefined : "'source.host_path' is not set for HOST_PATH volume";
    case 'SANDBOX_PATH':
      return source.sandbox_path ? undefined : "'source.sandbox_path' is not set for SANDBOX_PATH volume";
    case 'SECRET':
      return source.secret ? undefined : "'source.secret' is not set for SECRET volume";
    case 'CSI_VOLUME':
      if (!source.csi_volume) return "'source.csi_volume' is not set for CSI volume";
      return source.csi_volume.static_provisioning
        ? undefined
        : "'source.csi_volume.static_provisioning' is not set for CSI volume";
    default:
      return "'source.type' is unknown";
  }
}
