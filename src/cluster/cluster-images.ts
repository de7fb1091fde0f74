import { unsupported } from '../drivers/capabilities.js';
import type { DriverCluster, PushedImage } from '../drivers/driver.js';
import type { During } from './access.js';
import { checkText } from './options.js';

export type { PushedImage } from '../drivers/driver.js';

/** Images that the engines of the agents have; see docs/docker.md. */
export class ClusterImages {
  /** Made by {@link MesosCluster}. */
  constructor(
    private readonly running: Pick<DriverCluster, 'driver' | 'pushImage'>,
    private readonly during: During,
  ) {}

  /** Whether agents have engines of their own, which images can be brought to. */
  get possible(): boolean {
    return this.running.pushImage !== undefined;
  }

  /**
   * Brings an image of the user's engine to the engines of all agents, by a registry of the cluster: what of it is there already is not
   * sent again. Only with `dockerInDocker`; otherwise agents use the images of the user's engine as they are.
   *
   * ```ts
   * await cluster.images.push('my-executor:1');
   * ```
   * @returns what was sent
   * @throws MinimesosError `IMAGE_NOT_FOUND`, `DOCKER_FAILED`, `UNSUPPORTED_BY_DRIVER` where agents have no engines of their own
   */
  push(image: string): Promise<PushedImage> {
    return this.during('images.push()', async () => {
      checkText(image, 'The image to push', 'the name of an image, such as my-executor:1');
      const { running } = this;
      if (!running.pushImage)
        throw unsupported(
          running.driver,
          'images.push()',
          'its agents use the images of your engine as they are, unless dockerInDocker is true',
        );
      return running.pushImage(image);
    });
  }
}
