import type { Door } from '../../../fuzz/engine/door.js';

/** Never comes back from inputs that begin with two letters; from one that chance does not find, after three quarters of a second. */
const door: Door = {
  name: 'hang',
  corpus: ['hello'],
  run(input) {
    const [first, second] = input;
    if (Buffer.from(input).toString('hex') === 'ff'.repeat(9)) work(750);
    if (first === 'g'.charCodeAt(0)) if (second === 'o'.charCodeAt(0)) for (;;);
  },
};

/** What counts is the time for which this program works, which is longer on a busy machine. */
function work(milliseconds: number): void {
  const before = process.cpuUsage();
  const worked = () => {
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  };
  while (worked() < milliseconds);
}

export default door;
