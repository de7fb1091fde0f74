import type { Address } from '../../mesos/process/pid.js';
import { shuffled, systemRandom } from '../../mesos/process/random.js';

/**
 * Agents offer ports that no other agent of this machine offers, whatever cluster or program it belongs to. The ports below
 * the range from which systems give out ephemeral ones are divided into blocks; an agent that listens on the first port of a
 * block owns the block, and offers the rest of it. So the system itself keeps the books: nothing has to be probed, and when
 * the agent's program dies the block is free. The blocks end where the ports begin that agents without a block offer.
 */
const FIRST_PORT = 11_000;
const LAST_PORT = 31_000;
const BLOCK_SIZE = 100;

export interface PortBlock {
  address: Address;
  /** The ports to offer, in Mesos's text form. */
  ports: string;
}

/** Binds the first free block; undefined when all are taken. `listen` rejects with the code EADDRINUSE for those. */
export async function bindPortBlock(listen: (port: number) => Promise<Address>): Promise<PortBlock | undefined> {
  const blocks = Array.from(
    { length: Math.floor((LAST_PORT - FIRST_PORT) / BLOCK_SIZE) },
    (_, index) => FIRST_PORT + index * BLOCK_SIZE,
  );
  for (const first of shuffled(blocks, systemRandom)) {
    try {
      const address = await listen(first);
      return { address, ports: `[${first + 1}-${first + BLOCK_SIZE - 1}]` };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    }
  }
  return undefined;
}
