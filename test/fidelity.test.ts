// docs/fidelity.md says what is as in Apache Mesos. Here it is held against what a cluster answers and against what is tested.
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { decidedFlags } from '../src/cluster/description.js';
import type { EmbeddedCluster } from '../src/drivers/embedded/embedded-cluster.js';
import { embeddedDriver } from '../src/drivers/embedded/embedded-driver.js';
import type { EmbeddedMember } from '../src/drivers/embedded/embedded-member.js';
import { agentFlags } from '../src/mesos/flags/agent-flags.js';
import { masterFlags } from '../src/mesos/flags/master-flags.js';
import type { Router } from '../src/mesos/process/http/router.js';
import { enumType, type Field, messageType } from '../src/mesos/wire/schema/schema.js';
import { ExecutorClient } from './drivers/embedded/executor-client.js';
import { description, executorTask, subscribe } from './drivers/embedded/fixture.js';
import { open } from './mesos/master/http-client.js';
import { JSON_HEADERS } from './mesos/master/scheduler-client.js';
import { filesUnder, projectFolder, textOf } from './source-files.js';

const DOCUMENT = 'docs/fidelity.md';
const MARKER = /^<!-- What follows is made by .* -->\n/m;

interface Row {
  readonly cells: readonly string[];
  readonly heading: string;
}

/** The rows of all tables in a text, without those above the lines. */
function rowsOf(text: string): Row[] {
  const rows: Row[] = [];
  let heading = '';
  for (const [index, line] of text.split('\n').entries()) {
    if (line.startsWith('## ')) heading = line.slice(3);
    const next = text.split('\n')[index + 1] ?? '';
    if (!line.startsWith('| ') || next.startsWith('|---')) continue;
    rows.push({
      cells: line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
      heading,
    });
  }
  return rows;
}

const [written = '', made = ''] = textOf(DOCUMENT).split(MARKER);
const rows = rowsOf(written);
const PROOF = 'What proves it';
const states = rows
  .filter(({ heading }) => heading !== PROOF)
  .map(({ cells: [what = '', state = '', notes = ''] }) => ({ what, state, notes }));
const proofs = rows
  .filter(({ heading }) => heading === PROOF)
  .map(({ cells: [row = '', scenarios = '', tests = ''] }) => ({ row, scenarios, tests }));
const isFaithful = ({ state }: { state: string }) => state.startsWith('faithful');

describe('a row that is called faithful', () => {
  const list = (cell: string) =>
    cell
      .split(', ')
      .map((name) => name.trim().replaceAll('`', ''))
      .filter(Boolean);

  it('names what proves it', () => {
    const unproven = states
      .filter(isFaithful)
      .filter(({ what }) => proofs.filter(({ row }) => what.startsWith(row)).length !== 1);
    expect(unproven.map(({ what }) => what)).toEqual([]);
    const idle = proofs.filter(({ row }) => !states.some((state) => isFaithful(state) && state.what.startsWith(row)));
    expect(idle.map(({ row }) => row)).toEqual([]);
    expect(proofs.filter(({ scenarios, tests }) => list(scenarios).length + list(tests).length === 0)).toEqual([]);
  });

  it('is proven by scenarios that are run and tests that exist', () => {
    const [, runs = ''] = /^const RUNS = \[\n(.*?)^\];/ms.exec(textOf('scripts/conformance.mjs')) ?? [];
    const patterns = [...runs.matchAll(/'([a-z*-]+)'/g)].map(([, name = '']) => name);
    const isRun = (name: string) =>
      patterns.some((each) => (each.endsWith('*') ? name.startsWith(each.slice(0, -1)) : name === each));
    expect(proofs.flatMap(({ scenarios }) => list(scenarios)).filter((name) => !isRun(name))).toEqual([]);
    expect(proofs.flatMap(({ tests }) => list(tests)).filter((path) => !existsSync(join(projectFolder, path)))).toEqual([]);
  });
});

const APIS = ['scheduler', 'executor', 'master', 'agent'] as const;
type Api = (typeof APIS)[number];

const typesOf = (api: Api) => [...enumType(`${api}.Call.Type`).numbers.keys()].filter((type) => type !== 'UNKNOWN');

/** A message with no more in it than it needs. */
function smallest(typeName: string): object {
  const value = ({ kind, type }: Field): unknown => {
    if (kind === 'message') return smallest(type);
    if (kind === 'enum') return [...enumType(type).numbers.keys()][0];
    return type === 'bool' ? false : type === 'string' || type === 'bytes' ? '' : 1;
  };
  const required = messageType(typeName).fields.filter((field) => field.required);
  return Object.fromEntries(required.map((field) => [field.name, value(field)]));
}

/** The types of calls that are answered with 501, which is to say that there is no such call here. */
async function missingCalls(
  api: Api,
  to: EmbeddedMember,
  path: string,
  headers: Record<string, string>,
  ids: object,
): Promise<Set<string>> {
  const missing = new Set<string>();
  // What ends the framework comes last.
  const types = typesOf(api).sort((a, b) => Number(a === 'TEARDOWN') - Number(b === 'TEARDOWN'));
  for (const type of types) {
    const field = messageType(`${api}.Call`).byName.get(type.toLowerCase());
    const body = JSON.stringify({ ...ids, type, ...(field && { [field.name]: smallest(field.type) }) });
    const answer = await open(to, 'POST', path, { headers: { ...JSON_HEADERS, ...headers }, body });
    answer.on('error', () => {}).destroy(); // it may be a stream
    if (answer.statusCode === 501) missing.add(type);
  }
  return missing;
}

const missing = {} as Record<Api, Set<string>>;
const paths = {} as Record<'master' | 'agent', string[]>;

beforeAll(async () => {
  const cluster = (await embeddedDriver.start(`fidelity-${process.pid}`, description())) as EmbeddedCluster;
  const [master, agent] = [cluster.masters[0], cluster.agents[0]] as unknown as [EmbeddedMember, EmbeddedMember];
  paths.master = (master.server.router as Router | undefined)?.paths ?? [];
  paths.agent = (agent.server.router as Router | undefined)?.paths ?? [];
  const client = await subscribe(cluster);
  const offer = await client.offer();
  await client.launch(offer, [executorTask('t1', offer, client.frameworkId)]);
  const ids = { framework_id: { value: client.frameworkId }, executor_id: { value: 'executor-t1' } };
  await vi.waitFor(() => ExecutorClient.subscribe(agent, client.frameworkId, 'executor-t1'), { timeout: 30_000, interval: 20 });
  missing.executor = await missingCalls('executor', agent, '/api/v1/executor', {}, ids);
  missing.agent = await missingCalls('agent', agent, '/api/v1', {}, {});
  missing.master = await missingCalls('master', master, '/api/v1', {}, {});
  const { framework_id } = ids;
  missing.scheduler = await missingCalls(
    'scheduler',
    master,
    '/api/v1/scheduler',
    { 'Mesos-Stream-Id': client.streamId },
    { framework_id },
  );
  await cluster.destroy();
});

describe('a call', () => {
  const all = () => APIS.flatMap((api) => typesOf(api).map((type) => ({ type, isMissing: missing[api].has(type) })));
  const named = (text: string) => text.match(/\b[A-Z]+(_[A-Z]+)*\b/g) ?? [];

  it('that is called faithful is answered', () => {
    const claimed = new Set(states.filter(isFaithful).flatMap(({ what }) => named(what)));
    const answered = new Set(all().flatMap(({ type, isMissing }) => (isMissing ? [] : [type])));
    expect(all().filter(({ type }) => claimed.has(type) && !answered.has(type))).toEqual([]);
  });

  it('that is said to answer 501 does', () => {
    const denied = states.flatMap(({ notes }) => named(/([A-Z_, ]|and )+ answer 501/.exec(notes)?.[0] ?? ''));
    expect(denied.filter((type) => !all().some((each) => each.type === type && each.isMissing))).toEqual([]);
  });
});

/** Whether a master or an agent, or what starts it, does anything because of a flag: reads it off its flags. */
function isRead(name: string, folders: readonly string[]): boolean {
  const use = new RegExp(`\\b[fF]lags\\??\\.${name}\\b|\\{[^{}]*\\b${name}\\b[^{}]*\\} = [^;\\n]*\\bflags\\b|\\['${name}'\\]`);
  return folders.flatMap((folder) => filesUnder(folder, '.ts')).some((path) => use.test(textOf(path)));
}

const SHARED = ['src/mesos/allocator', 'src/mesos/containerizer', 'src/drivers/embedded'];

function section(): string {
  const calls = (api: Api) => {
    const isMissing = (type: string) => missing[api].has(type);
    return [typesOf(api).filter((type) => !isMissing(type)), typesOf(api).filter(isMissing)];
  };
  const flags = (program: 'master' | 'agent', table: object) => {
    const names = Object.keys(table).filter((name) => !(name in decidedFlags[program]));
    const read = names.filter((name) => isRead(name, [`src/mesos/${program}`, ...SHARED])).sort();
    return [read, names.filter((name) => !read.includes(name)).sort()];
  };
  const lines: [string, string[][]][] = [
    ['calls of schedulers', calls('scheduler')],
    ['calls of executors', calls('executor')],
    ["calls of a master's `/api/v1`", calls('master')],
    ["calls of an agent's `/api/v1`", calls('agent')],
    ['endpoints of masters', [paths.master]],
    ['endpoints of agents', [paths.agent]],
    ['flags of masters', flags('master', masterFlags)],
    ['flags of agents', flags('agent', agentFlags)],
  ];
  const table = lines.map(([what, [there = [], not = []]]) => `| ${what} | ${there.join(', ')} | ${not.join(', ')} |`);
  return `
## Calls, endpoints and flags

Calls that are not there answer 501, endpoints 404. Flags without effect are taken, checked and shown by \`/flags\`, and nothing
reads them. Those that a description sets otherwise, such as \`port\` and \`work_dir\`, are not among them.

| what | there, or with an effect | not there, or without effect |
|---|---|---|
${table.join('\n')}
`;
}

it('every call, endpoint and flag is listed as it is', () => {
  const now = section();
  const marker = MARKER.exec(textOf(DOCUMENT))?.[0] ?? '';
  if (process.env['UPDATE_FIDELITY']) writeFileSync(join(projectFolder, DOCUMENT), written + marker + now);
  else expect(made, 'UPDATE_FIDELITY=1 npx vitest run test/fidelity.test.ts makes it anew').toBe(now);
});
