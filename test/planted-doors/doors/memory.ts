import type { Door } from '../../../fuzz/engine/door.js';

/** Takes far more memory for an input than it has bytes. */
const door: Door = {
  name: 'memory',
  corpus: ['hello'],
  run([first]) {
    if (first === 'm'.charCodeAt(0)) Buffer.alloc(120 * 1024 * 1024, 1);
  },
};

export default door;
