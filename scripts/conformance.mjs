#!/usr/bin/env node
// Runs the conformance scenarios, recorded from Apache Mesos, against an embedded cluster.
// node scripts/conformance.mjs [--all] [SCENARIO...]     default: the scenarios that this version has to pass
// The suite is found by MINIMESOS_CONFORMANCE, else beside the project; where there is none, that is said and nothing fails.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

const root = new URL('..', import.meta.url).pathname;
const suite = resolve(root, process.env.MINIMESOS_CONFORMANCE ?? '../shared/conformance');
if (!existsSync(`${suite}/run.mjs`)) {
  console.log(`skipped: there is no conformance suite at ${suite} (MINIMESOS_CONFORMANCE names its folder)`);
  console.log('0 passed, 0 failed, 1 skipped');
  process.exit(0);
}

/** Scenarios by name or, with a star at the end, by the beginning of their names. */
const REQUIRED = [
  'scheduler-*',
  'offer-*',
  'launch-*',
  'task-*',
  'framework-*',
  'executor-*',
  'pod-life',
  'pod-failure',
  'agent-state',
  'operator-subscribe',
  'fetcher*',
  'files',
  'reserve-*',
  'volume-*',
  'operation-*',
];
const LATER = ['task-check'];

const { values: options, positionals } = parseArgs({ options: { all: { type: 'boolean' } }, allowPositionals: true });
const names = readdirSync(`${suite}/scenarios`).map((file) => file.replace(/\.mjs$/, ''));
const wanted = positionals.length > 0 ? positionals : REQUIRED;
const matches = (name, pattern) => (pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern);
const chosen = names.filter(
  (name) =>
    options.all || (wanted.some((pattern) => matches(name, pattern)) && (positionals.length > 0 || !LATER.includes(name))),
);

const { MesosCluster } = await import('minimesos');
const agent = { resources: 'cpus:4;mem:4096;disk:10000;ports:[31000-32000]' };
const cluster = await MesosCluster.start({ mesosVersion: '1.12', agents: [agent, agent] });
const master = new URL(cluster.masters[0].url).host;
const run = spawn(process.execPath, [`${suite}/run.mjs`, '--master', master, '--check', '--only', chosen.join(',')], {
  stdio: 'inherit',
});
const code = await new Promise((done) => run.on('exit', done));
await cluster.destroy();
process.exitCode = code ?? 1;
