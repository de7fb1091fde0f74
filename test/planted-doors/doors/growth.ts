import type { Door } from '../../../fuzz/engine/door.js';

const kept: Uint8Array[] = [];

/** Keeps something of each input, and more of those that begin with a certain letter. */
const door: Door = {
  name: 'growth',
  corpus: ['hello'],
  run([first]) {
    if (first === 'g'.charCodeAt(0)) kept.push(new Uint8Array(50_000));
    else kept.push(new Uint8Array(10_000));
  },
};

export default door;
