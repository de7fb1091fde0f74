// A framework of others as an app: its program is in an archive, which Marathon has agents fetch, and is looked for by name with
// Debian's dig. Afterwards nothing of it may be left: no framework, no task, no process, no name.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const cli = fileURLToPath(new URL('../dist/cli.js', import.meta.url));
const LOOK_MS = 100;
const DEADLINE_MS = 20_000;

const DESCRIPTION = { agents: 2, names: true, zookeeper: true, host: 'process' };

/** Resolves when a condition holds. */
async function until(what, holds) {
  const deadline = performance.now() + DEADLINE_MS;
  for (let seen; ; await new Promise((resolve) => setTimeout(resolve, LOOK_MS))) {
    seen = await holds();
    if (seen === true) return;
    if (performance.now() > deadline) throw new Error(`${what} did not come: ${JSON.stringify(seen)}`);
  }
}

/** What dig answers to a question: the data of each record. */
async function dig({ names }, execute, name, type) {
  const question = [`@${names.ip}`, '-p', String(names.port), '+short', '+tries=1', type, `${name}.${names.domain}`];
  const { stdout } = await execute('dig', question);
  return stdout.split('\n').filter(Boolean);
}

/** Processes of this machine that run in a sandbox of the cluster. */
function processes({ name }) {
  return readdirSync('/proc').filter((id) => {
    if (!/^\d+$/.test(id)) return false;
    try {
      return readlinkSync(`/proc/${id}/cwd`).startsWith(join(tmpdir(), `minimesos-${name}-`));
    } catch {
      return false; // it has ended, or is another user's
    }
  });
}

/** Serves a file over HTTP while something is done. */
async function served(file, perform) {
  const server = createServer((request, answer) => {
    if (request.url === `/${basename(file)}`) answer.end(readFileSync(file));
    else answer.writeHead(404).end();
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await perform(`http://127.0.0.1:${server.address().port}/${basename(file)}`);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

/**
 * A run of a framework as an app, installed first by the library with what is fetched over HTTP, then by the command line from a file.
 * @param program a file beside the client, or in its folder: what the archive has
 * @param command what the app runs, in its sandbox
 * @param framework how it is called
 * @param tasks how many it runs
 */
export const asApp = ({ program, command, framework, tasks }) => ({
  name: 'as an app of Marathon, fetched, found by name, uninstalled',
  needs: [
    ['dig', '-v'],
    ['tar', '--version'],
  ],
  description: DESCRIPTION,
  async run({ cluster, execute, ...places }) {
    const file = program(places);
    const archive = join(places.folder, 'scheduler.tar.gz');
    await execute('tar', ['-czf', archive, '-C', dirname(file), basename(file)]);
    const app = (fetched) => ({
      ...{ id: '/frameworks/scheduler', cpus: 0.1, mem: 128, cmd: command(places), ...fetched },
      portDefinitions: [{ port: 0, name: 'api', protocol: 'tcp' }],
    });
    await served(archive, (uri) => cluster.install(app({ fetch: [{ uri }] })));
    await isThere(cluster, execute, framework, tasks);
    await cluster.uninstall('/frameworks/scheduler');
    await isGone(cluster, execute, framework);

    const json = join(places.folder, 'app.json');
    writeFileSync(json, JSON.stringify(app({ uris: [`file://\${MINIMESOS_HOST_DIR}/scheduler.tar.gz`] })));
    const minimesos = (...words) => execute(process.execPath, [cli, ...words, '--cluster', cluster.name], { cwd: places.folder });
    await minimesos('install', '--marathonFile', json);
    await isThere(cluster, execute, framework, tasks);
    await minimesos('uninstall', '--app', '/frameworks/scheduler');
    await isGone(cluster, execute, framework);
  },
});

async function isThere(cluster, execute, framework, tasks) {
  const running = await cluster.waitForTasks({ framework, state: 'TASK_RUNNING', count: tasks });
  if (processes(cluster).length === 0) throw new Error('its processes should be seen');
  const ip = cluster.leader.ip;
  const equal = async (name, type, expected) => {
    await until(`The name ${name}`, async () => {
      const seen = await dig(cluster, execute, name, type);
      return expected.every((each) => seen.some((line) => each.test(line))) || seen;
    });
  };
  const address = new RegExp(`^${ip.replaceAll('.', '\\.')}$`);
  const service = /^0 \d+ \d+ scheduler-frameworks-[\w-]+\.marathon\.mesos\.$/;
  await equal('scheduler-frameworks.marathon', 'A', [address]);
  await equal('_scheduler-frameworks._tcp.marathon', 'SRV', [service]);
  await equal('_api._scheduler-frameworks._tcp.marathon', 'SRV', [service]);
  await equal(`${running[0].name}.${framework}`, 'A', [address]);
}

async function isGone(cluster, execute, framework) {
  const frameworks = (await cluster.frameworks()).map(({ name }) => name);
  if (frameworks.join() !== 'marathon') throw new Error(`there should be Marathon alone, and there is ${frameworks.join(', ')}`);
  const left = await cluster.tasks({ state: 'TASK_RUNNING' });
  if (left.length > 0) throw new Error(`${left.map(({ name }) => name).join(', ')} should not run any more`);
  const running = processes(cluster);
  if (running.length > 0) {
    const { stdout } = spawnSync('ps', ['-o', 'pid,args', '-p', running.join()], { encoding: 'utf8' });
    throw new Error(`processes are left:\n${stdout}`);
  }
  for (const [name, type] of [
    ['scheduler-frameworks.marathon', 'A'],
    ['_api._scheduler-frameworks._tcp.marathon', 'SRV'],
    [framework, 'A'],
  ]) {
    const answers = await dig(cluster, execute, name, type);
    if (answers.length > 0) throw new Error(`${name} should not be there any more, and is ${answers.join(', ')}`);
  }
}
