import type { Door } from '../../../fuzz/engine/door.js';

/** Refuses all that it is given, as it should. */
const door: Door = {
  name: 'sound',
  corpus: ['hello'],
  answers: (error) => error instanceof SyntaxError,
  run(input) {
    throw new SyntaxError(`${input.length} bytes are refused`);
  },
};

export default door;
