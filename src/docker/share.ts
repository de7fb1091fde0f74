import type { Engine } from './engine.js';
import { hasStatus, understood } from './engine-failure.js';

/** An engine as one owner uses it: all that it has made there has these labels. */
export interface EngineShare {
  readonly engine: Engine;
  /** At least those of the owner and of the cluster. */
  readonly labels: Readonly<Record<string, string>>;
  /** What is just being made there: who ends all waits for it, so that nothing comes to be afterwards. */
  readonly making: Set<Promise<unknown>>;
}

/** Ends a container at once and removes it, with its anonymous volumes. One that is gone, or just being removed, is fine. */
export async function removeContainer({ docker }: Engine, id: string): Promise<void> {
  try {
    await docker.getContainer(id).remove({ force: true, v: true });
  } catch (error) {
    if (!hasStatus(error, 404, 409)) throw understood(error, `remove container ${id}`);
  }
}
