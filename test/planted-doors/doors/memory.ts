import type { Door } from '../../../fuzz/engine/door.js';

/** Takes far more memory for an input than it has bytes; for one that chance does not find, two thirds of what is too much. */
const door: Door = {
  name: 'memory',
  corpus: ['hello'],
  run(input) {
    if (input[0] === 'm'.charCodeAt(0)) Buffer.alloc(250 * 1024 * 1024, 1);
    if (Buffer.from(input).toString('hex') === 'ff'.repeat(9)) Buffer.alloc(64 * 1024 * 1024, 1);
  },
};

export default door;
