import type { Door } from '../../../fuzz/engine/door.js';

/** Fails for inputs that begin with three letters, one after the other: chance alone would need millions of inputs. */
const door: Door = {
  name: 'crash',
  corpus: ['hello'],
  run([first, second, third]) {
    const is = (byte: number | undefined, letter: string) => byte === letter.charCodeAt(0);
    if (is(first, 'z')) if (is(second, 'q')) if (is(third, 'x')) throw new TypeError('found');
  },
};

export default door;
