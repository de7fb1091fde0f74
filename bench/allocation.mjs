// How long an allocation takes that looks at the whole of a large cluster, and how that grows with the cluster.
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ROUNDS = 7;

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

/** The allocator is not part of what the package exports, so it is built on its own. */
async function load() {
  const entry = fileURLToPath(new URL('allocation.ts', import.meta.url));
  const { outputFiles } = await build({ entryPoints: [entry], bundle: true, format: 'esm', platform: 'node', write: false });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
}

export async function measureAllocations() {
  const { measureAllocation } = await load();
  const result = {};
  for (const [name, refused] of [
    ['free', false],
    ['refused', true],
  ]) {
    await measureAllocation(250, 25, refused, ROUNDS); // warms up the code
    const whole = median(await measureAllocation(1000, 100, refused, ROUNDS));
    const twice = median(await measureAllocation(2000, 100, refused, ROUNDS));
    result[name] = [whole];
    result[`${name}Growth`] = [twice / whole];
  }
  return result;
}
