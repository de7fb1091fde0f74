#!/usr/bin/env node
// Runs the conformance scenarios, recorded from Apache Mesos, against an embedded cluster, or against a master and agents that are
// processes of their own.
// node scripts/conformance.mjs [--all] [--own-processes] [SCENARIO...]     default: the scenarios that this version has to pass
// The suite is found by MINIMESOS_CONFORMANCE, else beside the project; where there is none, that is said and nothing fails.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { startOwnProcesses } from './own-processes.mjs';

const root = new URL('..', import.meta.url).pathname;
const suite = resolve(root, process.env.MINIMESOS_CONFORMANCE ?? '../shared/conformance');
if (!existsSync(`${suite}/run.mjs`)) {
  console.log(`skipped: there is no conformance suite at ${suite} (MINIMESOS_CONFORMANCE names its folder)`);
  console.log('0 passed, 0 failed, 1 skipped');
  process.exit(0);
}

const CREDENTIALS = `${suite}/features/auth/credentials.json`;

/**
 * The runs of the suite, each with a cluster of its own. Scenarios are given by name or, with a star at the end, by the
 * beginning of their names. The first run takes all that no other one names, and those that others only repeat.
 */
const RUNS = [
  {
    scenarios: [
      ...[
        'scheduler-*',
        'offer-*',
        'launch-*',
        'task-*',
        'framework-*',
        'executor-*',
        'pod-life',
        'pod-failure',
        'pod-nested',
        'container-standalone',
        'operator-subscribe',
        'operator-calls',
        'master-state',
        'master-endpoints',
      ],
      ...['agent-state', 'agent-drain', 'agent-gone', 'agent-restart', 'master-failover', 'fetcher*', 'files', 'health-check'],
      ...['reserve-*', 'volume-*', 'operation-*', 'roles', 'weights', 'quota', 'allocation-fairness', 'maintenance*', 'metrics'],
    ],
  },
  {
    scenarios: ['agent-lost'],
    features: ['short-agent-timeouts'],
    masterFlags: { agent_ping_timeout: '1secs', max_agent_ping_timeouts: 2 },
  },
  {
    scenarios: ['pod-volume'],
    features: ['sandbox-path'],
    agentFlags: { isolation: 'posix/cpu,posix/mem,volume/sandbox_path,filesystem/posix' },
  },
  {
    scenarios: ['authentication', 'authorization'],
    features: ['auth'],
    credential: 'conformance:secret',
    masterFlags: {
      ...{ authenticate_http_readonly: true, authenticate_http_readwrite: true, authenticate_http_frameworks: true },
      ...{ http_framework_authenticators: 'basic', credentials: CREDENTIALS, acls: `${suite}/features/auth/acls.json` },
    },
    agentFlags: { authenticate_http_readonly: true, authenticate_http_readwrite: true, http_credentials: CREDENTIALS },
  },
  // What was recorded from a master alone is to be seen of masters that are elected, too, and of one that takes over from another.
  { scenarios: ['master-failover', 'master-state', 'framework-failover', 'agent-restart'], repeats: true, masters: 2 },
];

const { values: options, positionals } = parseArgs({
  options: { all: { type: 'boolean' }, 'own-processes': { type: 'boolean' } },
  allowPositionals: true,
});
const names = readdirSync(`${suite}/scenarios`).map((file) => file.replace(/\.mjs$/, ''));
const matches = (name, pattern) => (pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern);
const isAmong = (name, patterns) => patterns.some((pattern) => matches(name, pattern));

const { MesosCluster } = await import('minimesos');
const AGENT = { resources: 'cpus:4;mem:4096;disk:10000;ports:[31000-32000]' };

/** What the suite starts when it wants a member of the cluster killed or started: a command that asks this process to do it. */
const hook = (what, port) =>
  `"${process.execPath}" -e 'fetch("http://127.0.0.1:${port}/${what}/" + (process.env.AGENT_PORT ?? "")).then((answer) => process.exit(answer.ok ? 0 : 1))'`;

/** The suite knows the address of one master: among several that one leads again, after another one has. */
async function startMaster(cluster, master) {
  await master.restart();
  while (!master.leading) await cluster.failover();
}

/** Kills and starts members of the cluster for the hooks: the agent at a port, or the master. */
async function serveHooks({ master, agents }) {
  const server = createServer(async ({ url }, response) => {
    const [, what, port] = url.split('/');
    const member = port === '' ? master : agents.find((each) => each.port === Number(port));
    try {
      if (what === 'kill' && member.running) await member.kill();
      if (what === 'start' && !member.running) await member.start();
      response.end();
    } catch (error) {
      response.writeHead(500).end(String(error));
      console.error(error);
    }
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return server;
}

/** A cluster of this process, in the form in which the suite is shown one. */
async function startEmbedded({ masters: count = 1, masterFlags = {}, agentFlags = {} }) {
  const agent = { ...AGENT, flags: agentFlags };
  const masters = [{ count, flags: masterFlags }];
  const cluster = await MesosCluster.start({ mesosVersion: '1.12', masters, agents: [agent, agent] });
  const member = (each, start) => ({
    ...{ port: each.port, start, kill: () => each.kill() },
    get running() {
      return each.running;
    },
  });
  const [master] = cluster.masters;
  return {
    master: member(master, () => startMaster(cluster, master)),
    agents: cluster.agents.map((each) => member(each, () => each.restart())),
    destroy: () => cluster.destroy(),
  };
}

async function check(chosen, run) {
  const { features = [], credential, masterFlags, agentFlags } = run;
  const cluster = options['own-processes']
    ? await startOwnProcesses({ version: '1.12', masterFlags, agentFlags, agent: AGENT })
    : await startEmbedded(run);
  const server = await serveHooks(cluster);
  const { port } = server.address();
  const hooks = ['agent', 'master'].flatMap((member) =>
    ['kill', 'start'].flatMap((what) => [`--hook-${what}-${member}`, hook(what, port)]),
  );
  const given = [
    ...(features.length > 0 ? ['--features', features.join(',')] : []),
    ...(credential ? ['--credential', credential] : []),
  ];
  const master = `127.0.0.1:${cluster.master.port}`;
  const list = ['--master', master, '--check', '--only', chosen.join(','), ...given, ...hooks];
  const suiteRun = spawn(process.execPath, [`${suite}/run.mjs`, ...list], { stdio: 'inherit' });
  const code = await new Promise((done) => suiteRun.on('exit', done));
  server.close();
  await cluster.destroy();
  return code ?? 1;
}

let failed = false;
/**
 * As in Mesos, agents that are given the address of their master notice that it was restarted only when its pings stay away: after 60 to
 * 75 seconds, and the scenario waits for 60.
 */
const NOTICED_SOONER = { scenarios: ['master-failover'], masterFlags: { agent_ping_timeout: '5secs' } };
const RUNS_HERE = options['own-processes'] ? [...RUNS.filter(({ repeats }) => !repeats), NOTICED_SOONER] : RUNS;
for (const [index, run] of RUNS_HERE.entries()) {
  const elsewhere = RUNS_HERE.filter(({ repeats }, at) => at > 0 && !repeats).flatMap(({ scenarios }) => scenarios);
  const wanted = (name) => options.all || isAmong(name, positionals.length > 0 ? positionals : run.scenarios);
  const belongs = (name) => (index === 0 ? !isAmong(name, elsewhere) : isAmong(name, run.scenarios));
  const chosen = names.filter((name) => wanted(name) && belongs(name));
  if (chosen.length > 0 && (await check(chosen, run)) !== 0) failed = true;
}
process.exitCode = failed ? 1 : 0;
