import type { Door } from '../../../fuzz/engine/door.js';

/** Fails where nobody waits for it. */
const door: Door = {
  name: 'lost',
  corpus: ['hello'],
  async run([first]) {
    if (first === 'l'.charCodeAt(0)) void Promise.reject(new RangeError('lost'));
  },
};

export default door;
