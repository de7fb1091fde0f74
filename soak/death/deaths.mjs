// Deaths at random moments: how long until nothing is left of what somebody had started who got SIGKILL.
import { availableParallelism, loadavg } from 'node:os';
import { Place } from '../place.mjs';
import { Random } from '../random.mjs';
import { quantile } from '../statistics.mjs';
import { until } from '../until.mjs';

/** At the end of this time nothing may be left; on a machine that has more to do than it has cores, later by as much. */
const GONE_MS = 2000;
const MOST_LOAD = 4;
const patience = () => GONE_MS * Math.min(MOST_LOAD, Math.max(1, loadavg()[0] / availableParallelism()));
/** So long it is looked on, to tell what takes longer from what stays. */
const LOOK_MS = 12_000;
const AT_ONCE = 3;

const STATE = /^state (\d+\.json|\d+\.log|starting-.*\.log|.*\.new|.*\.stale)$/;

/** Whether a trace is a state file that tells of a process which is gone: the next command finds that out, and removes it. */
export const isStateOfDead = (trace) => STATE.test(trace);

/**
 * Has `die(place, random)` bring about so many deaths. It resolves at the moment of a death, with `phase`, in which it came, `listened`, the
 * sockets there were, and `after(told)`, to be called when nothing is left, which tells of what is not as it should be.
 * Traces that `mayStay(trace)` says may stay are not counted.
 */
export async function deaths({ moments, seed, progress, mayStay = () => false, die }) {
  const random = new Random(seed);
  const [times, phases, left, wrong] = [[], {}, [], []];
  let begun = 0;
  const lane = async () => {
    while (begun < moments) {
      const number = begun++;
      progress(`${number} of ${moments}`);
      const place = new Place();
      try {
        const told = (text) => wrong.push(`moment ${number}: ${text}`);
        const { phase, listened, after } = await die(place, new Random(random.next() * 2 ** 32), told);
        const died = performance.now();
        phases[phase] = (phases[phase] ?? 0) + 1;
        const traces = () => place.traces(listened).filter((trace) => !mayStay(trace));
        await until(() => traces().length === 0, LOOK_MS, 50);
        const took = performance.now() - died;
        times.push(took);
        if (took > patience())
          left.push(`moment ${number}, during ${phase}, after ${Math.round(took)} ms: ${traces().join('; ') || 'gone by then'}`);
        await after?.();
      } catch (error) {
        wrong.push(`moment ${number}: ${error.message}`);
      } finally {
        place.remove();
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  for (const text of [...left, ...wrong].slice(0, 10)) console.log(`  ${text}`);
  return [
    { figure: 'deaths', value: moments },
    ...Object.entries(phases).map(([phase, count]) => ({ figure: `during ${phase}`, value: count })),
    { figure: 'until nothing was left, median', value: quantile(times, 0.5), unit: 'ms' },
    { figure: 'until nothing was left, longest', value: Math.max(...times), unit: 'ms' },
    { figure: `of which something was left ${GONE_MS} ms later (more under load)`, value: left.length, most: 0 },
    { figure: 'after which something told what is not true', value: wrong.length, most: 0 },
  ];
}
