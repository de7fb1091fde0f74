import { createServer } from 'node:net';
import type { Address } from '../mesos/process/pid.js';
import { shuffled, systemRandom } from '../mesos/process/random.js';
import { LOOPBACK } from './listen.js';

/**
 * Agents offer ports that no other agent of this machine offers, whatever cluster or program it belongs to. The ports below
 * the range from which systems give out ephemeral ones are divided into blocks; an agent that listens on the first port of a
 * block owns the block, and offers the rest of it. So the system itself keeps the books: nothing has to be probed, and when
 * the agent's program dies the block is free. The blocks end where the ports begin that agents without a block offer.
 */
const FIRST_PORT = 11_000;
const LAST_PORT = 31_000;
const BLOCK_SIZE = 100;

/**
 * An agent that was killed listens nowhere, yet its port has to be there when it comes back, and its tasks may still use the
 * block. Meanwhile something listens on a port that stands for the block, below all blocks; there is one for each.
 */
const FIRST_HELD_PORT = FIRST_PORT - (LAST_PORT - FIRST_PORT) / BLOCK_SIZE;

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
      // Bound to see that nobody holds it; and free again at once.
      await (await bind(portThatHolds(first)))();
      const address = await listen(first);
      return { address, ports: `[${first + 1}-${first + BLOCK_SIZE - 1}]` };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    }
  }
  return undefined;
}

/**
 * Keeps the block of an agent that does not listen at the moment from being bound by others; returns a function that ends
 * this. Does nothing for a port that begins no block, or whose block another program has got hold of already.
 */
export async function holdPortBlock(first: number): Promise<() => Promise<void>> {
  const beginsBlock = first >= FIRST_PORT && first < LAST_PORT && (first - FIRST_PORT) % BLOCK_SIZE === 0;
  return beginsBlock ? bind(portThatHolds(first)).catch(() => release) : release;
}

const portThatHolds = (first: number) => FIRST_HELD_PORT + (first - FIRST_PORT) / BLOCK_SIZE;

const release = () => Promise.resolve();

function bind(port: number): Promise<() => Promise<void>> {
  const server = createServer((socket) => socket.destroy()).unref();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: LOOPBACK, port }, () => resolve(() => new Promise((closed) => server.close(() => closed()))));
  });
}
