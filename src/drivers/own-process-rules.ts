import type { Problems } from '../problem.js';

/** What of a cluster tells against processes of their own. */
interface Surroundings {
  readonly containerizers?: string | undefined;
  readonly clock?: string | undefined;
  readonly seed?: number | undefined;
}

/** What processes of their own cannot have part in. */
export function reportOwnProcess(path: string, { containerizers, clock, seed }: Surroundings, problems: Problems): void {
  const reasons = {
    ...(containerizers === 'simulated' && { containerizers: 'simulated tasks live in this process' }),
    ...(clock === 'virtual' && { clock: 'processes of their own live by the time of the machine' }),
    ...(seed !== undefined && { seed: 'processes of their own draw chance of their own' }),
  };
  for (const [key, reason] of Object.entries(reasons)) {
    problems.invalid(path, true, `false or left out, with this ${key}`, { reason });
  }
}
