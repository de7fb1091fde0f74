#!/usr/bin/env node
// Measures a cluster in containers against the same containers by plain, parallel `docker run`: ZooKeeper, one master, three agents, from
// images that are there (node scripts/docker-images.mjs). Both count until the master has three agents. node bench/docker.mjs [rounds]
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { MesosCluster } from '../dist/index.js';
import { BY_ROLE } from '../scripts/docker-images.mjs';

const rounds = Number(process.argv[2] ?? 5);
const run = promisify(execFile);
const images = BY_ROLE;
const MESOS = images.master;
const AGENTS = 3;

try {
  await run('docker', ['version', '--format', '{{.Server.Version}}']);
} catch (error) {
  console.log(`Docker is not measured: ${(error.stderr || error.message).trim()}`);
  process.exit();
}

/** Milliseconds of a start and of an end. */
async function ours(containerizers) {
  const started = performance.now();
  const cluster = await MesosCluster.start({ driver: 'docker', images, agents: AGENTS, containerizers });
  const ready = performance.now();
  await cluster.destroy();
  return { start: ready - started, destroy: performance.now() - ready };
}

/** The same by hand: all at once, and then it is asked whether they have found each other. */
async function plain(round) {
  const name = `plain-${process.pid}-${round}`;
  const net = 100 + (process.pid % 100);
  const ip = (last) => `10.212.${net}.${last}`;
  const docker = (...args) => run('docker', args);
  const start = (member, last, image, ...command) =>
    docker('run', '--detach', '--name', `${name}-${member}`, '--network', name, '--ip', ip(last), ...image, ...command);
  const zk = `--zk=zk://${ip(2)}:2181/mesos`;
  const members = ['zookeeper', 'master', ...Array.from({ length: AGENTS }, (_, index) => `agent-${index}`)];
  const started = performance.now();
  await docker('network', 'create', '--subnet', `10.212.${net}.0/24`, name);
  try {
    await Promise.all([
      start('zookeeper', 2, [images.zookeeper]),
      start('master', 3, ['--entrypoint', 'mesos-master', MESOS], zk, '--quorum=1', `--ip=${ip(3)}`, '--work_dir=/var/lib/mesos'),
      ...Array.from({ length: AGENTS }, (_, index) =>
        start(
          ...[`agent-${index}`, 4 + index, ['--entrypoint', 'mesos-agent', MESOS], zk.replace('--zk', '--master')],
          ...[`--ip=${ip(4 + index)}`, '--work_dir=/var/lib/mesos', '--registration_backoff_factor=100ms'],
        ),
      ),
    ]);
    const agents = () =>
      fetch(`http://${ip(3)}:5050/metrics/snapshot`)
        .then((answer) => answer.json())
        .then((metrics) => metrics['master/slaves_active'])
        .catch(() => 0);
    while ((await agents()) !== AGENTS) await new Promise((resolve) => setTimeout(resolve, 20));
    const ready = performance.now();
    await docker('rm', '--force', '--volumes', ...members.map((member) => `${name}-${member}`));
    await docker('network', 'rm', name);
    return { start: ready - started, destroy: performance.now() - ready };
  } catch (error) {
    await docker('rm', '--force', '--volumes', ...members.map((member) => `${name}-${member}`)).catch(() => {});
    await docker('network', 'rm', name).catch(() => {});
    throw error;
  }
}

const median = (values) => [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)];
const figures = { plain: [], mesos: [], 'docker,mesos': [] };
for (let round = 0; round < rounds; round++) {
  figures.plain.push(await plain(round));
  figures.mesos.push(await ours('mesos'));
  figures['docker,mesos'].push(await ours('docker,mesos'));
}
const base = median(figures.plain.map(({ start }) => start));
console.log('ZooKeeper, 1 master, 3 agents       start ms  ratio  destroy ms');
for (const [name, values] of Object.entries(figures)) {
  const [start, destroy] = ['start', 'destroy'].map((key) => median(values.map((each) => each[key])));
  const what = name === 'plain' ? 'docker run, in parallel' : `driver docker, containerizers ${name}`;
  console.log(
    `${what.padEnd(36)}${start.toFixed(0).padStart(8)}${(start / base).toFixed(2).padStart(7)}${destroy.toFixed(0).padStart(12)}`,
  );
}
