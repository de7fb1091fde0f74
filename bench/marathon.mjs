// What it takes to run apps on our own Marathon: one alone, and one with very many instances.
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { MesosCluster } from 'minimesos';

const ROUNDS = 8;
const INSTANCES = 500;
const source = (path) => fileURLToPath(new URL(`../src/${path}`, import.meta.url));
const outdir = fileURLToPath(new URL('../node_modules/.cache/minimesos/bench/marathon', import.meta.url));

/** What is measured is not part of what the package exports, so it is built on its own. */
async function load() {
  const entryPoints = { marathon: source('marathon/marathon.ts'), clock: source('mesos/process/clock.ts') };
  const options = { bundle: true, splitting: true, format: 'esm', platform: 'node', packages: 'external' };
  await build({ entryPoints, outdir, outExtension: { '.js': '.mjs' }, ...options });
  const [{ startMarathon }, { Clock }] = await Promise.all([import(`${outdir}/marathon.mjs`), import(`${outdir}/clock.mjs`)]);
  return { startMarathon, Clock };
}

async function withMarathon(description, action) {
  const { startMarathon, Clock } = await load();
  const cluster = await MesosCluster.start({ reaction: 'immediate', ...description });
  const clock = new Clock();
  const before = performance.now();
  const marathon = await startMarathon({ masters: cluster.leader.url, clock });
  try {
    return await action(marathon, performance.now() - before);
  } finally {
    await marathon.stop();
    clock.stop();
    await cluster.destroy();
  }
}

/** From the request to the end of the deployment: all instances run, and are healthy. */
async function deploy(marathon, method, path, app) {
  let stop;
  const done = new Promise((resolve) => {
    stop = marathon.onEvent(({ eventType }) => eventType === 'deployment_success' && resolve());
  });
  const before = performance.now();
  const response = await fetch(`${marathon.url}${path}`, { method, ...(app && { body: JSON.stringify(app) }) });
  if (!response.ok) throw new Error(`${method} ${path} was answered ${response.status}: ${await response.text()}`);
  await done;
  stop();
  return performance.now() - before;
}

const app = (more) => ({ id: '/app', cmd: 'sleep 1000', cpus: 0.01, mem: 1, ...more });

const rounds = (description, more) =>
  withMarathon(description, async (marathon, start) => {
    const times = [];
    for (let round = 0; round < ROUNDS; round++) {
      times.push(await deploy(marathon, 'POST', '/v2/apps', app(more)));
      await deploy(marathon, 'DELETE', '/v2/apps/app');
    }
    return { start, times };
  });

export async function measureMarathon() {
  const plain = await rounds({ agents: 1 }, {});
  const check = { protocol: 'COMMAND', command: { value: 'true' }, delaySeconds: 0, intervalSeconds: 1 };
  const checked = await rounds({ agents: 1 }, { healthChecks: [check] });
  const many = await withMarathon({ agents: 10, containerizers: 'simulated' }, (marathon) =>
    deploy(marathon, 'POST', '/v2/apps', app({ instances: INSTANCES, portDefinitions: [] })),
  );
  return { start: [plain.start], healthy: plain.times, checked: checked.times, many: [many] };
}
