import type { Door } from '../../../fuzz/engine/door.js';

/** Never comes back from inputs that begin with two letters. */
const door: Door = {
  name: 'hang',
  corpus: ['hello'],
  run([first, second]) {
    if (first === 'g'.charCodeAt(0)) if (second === 'o'.charCodeAt(0)) for (;;);
  },
};

export default door;
