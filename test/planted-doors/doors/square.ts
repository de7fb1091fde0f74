import type { Door } from '../../../fuzz/engine/door.js';

/** Compares each part of a list with all before it, which is nothing to notice as long as the list is short. */
const door: Door = {
  name: 'square',
  corpus: ['a,b,c'],
  run(input) {
    const parts = Buffer.from(input).toString().split(',');
    parts.filter((part, index) => parts.indexOf(part) === index);
  },
};

export default door;
