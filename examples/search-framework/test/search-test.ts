import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { BlockList } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ClusterDescriptionInput, ClusterZooKeeper, MesosCluster, ZooKeeperSession } from 'minimesos';
import { minimesosTest } from 'minimesos/vitest';
import { expect, vi } from 'vitest';

const { SEARCH_HOST, MINIMESOS_DRIVER } = process.env;

/** Why a test cannot look at files and processes of nodes, or keep these when their agent dies, as on one machine; undefined: it can. */
export const elsewhere =
  MINIMESOS_DRIVER === 'docker'
    ? 'files and processes of nodes are in the containers of their agents, and end with these'
    : undefined;

/** The scheduler as a program, built before the tests. */
export const scheduler = fileURLToPath(new URL('../dist/scheduler.mjs', import.meta.url));

/** A node as the REST API of the scheduler shows it. */
export interface ShownNode {
  id: string;
  name: string;
  agent: { id: string; hostname: string; attributes: Record<string, string> };
  state: string;
  launchedAt: string;
  startedAt: string;
  http: string;
  transport: string;
  dataDirectory: string;
  documents: number;
}

/** An answer over HTTP. */
export interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look at what they expect
  body: any;
}

/** Asks for something that answers in JSON. */
export async function ask(method: string, url: string, body?: unknown): Promise<Answer> {
  const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(url, { method, ...(text !== undefined && { body: text }) });
  return { status: response.status, body: await response.json() };
}

export type Options = Readonly<Record<string, string | number | true>>;

/** For tests in which much happens, on a machine on which much else happens: each wait in them has a shorter deadline, and says for what it was. */
export const PATIENCE = { timeout: 180_000 };

/** Tries until it does not fail. Unlike `expect.poll` it can be used in hooks as well. */
const eventually = <T>(work: () => T | Promise<T>): Promise<T> => vi.waitFor(work, { timeout: 30_000, interval: 20 });

/** The scheduler as a process of its own, as it would run in earnest. */
export class Search {
  output = '';
  readonly exited: Promise<number | null>;
  readonly #child: ChildProcess;

  constructor(options: Options, env: NodeJS.ProcessEnv = {}) {
    const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, ...(value === true ? [] : [`${value}`])]);
    this.#child = spawn(process.execPath, [scheduler, ...args], { env: { ...process.env, ...env } });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.output += text;
      });
    }
    this.exited = once(this.#child, 'close').then(([code]) => code as number | null);
  }

  /** Where its REST API is. */
  get url(): string {
    return /REST API at (\S+)/.exec(this.output)?.[1] ?? expect.fail(`no REST API yet: ${this.output}`);
  }

  /** Resolves once it has said something. */
  async says(text: string | RegExp): Promise<void> {
    await eventually(() => expect(this.output).toMatch(text));
  }

  async ask(method: string, path: string, body?: unknown): Promise<Answer> {
    return ask(method, `${this.url}${path}`, body);
  }

  async nodes(): Promise<ShownNode[]> {
    return (await this.ask('GET', '/nodes')).body.nodes;
  }

  /** Resolves with the nodes once all that are wanted run, and know one another. */
  async green(count: number): Promise<ShownNode[]> {
    const expected = { status: 'green', wanted: count, running: count };
    return eventually(async () => {
      expect((await this.ask('GET', '/health')).body).toMatchObject(expected);
      const nodes = await this.nodes();
      expect(nodes).toHaveLength(count);
      for (const { http } of nodes) expect(await peersOf(http)).toHaveLength(count - 1);
      return nodes;
    });
  }

  /** The sessions that it has with a ZooKeeper, the newest last. */
  sessionsWith({ connectString }: ClusterZooKeeper): string[] {
    const pattern = new RegExp(`ZooKeeper at ${connectString} is there, session (\\S+)`, 'g');
    return [...this.output.matchAll(pattern)].map(([, id]) => id ?? '');
  }

  async scale(nodes: number): Promise<void> {
    expect(await this.ask('PUT', '/scale', { nodes })).toEqual({ status: 200, body: { wanted: nodes } });
  }

  /** As a crash: it has no time to do anything. Resolves when it is gone. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<number | null> {
    this.#child.kill(signal);
    return this.exited;
  }
}

/** The other nodes that a node knows. */
export async function peersOf(http: string): Promise<{ name: string; transport: string }[]> {
  return (await ask('GET', `${http}/nodes`)).body.peers;
}

export const idsOf = (nodes: readonly ShownNode[]): string[] => nodes.map(({ id }) => id).sort();

/** The pid of the process of a node: it keeps its data directory locked. */
export const pidOf = ({ dataDirectory }: ShownNode): number => Number(readFileSync(join(dataDirectory, 'lock'), 'utf8'));

/** The session by which a node is on the list of nodes in ZooKeeper; undefined when it is not there. */
export async function sessionOf({ transport }: ShownNode, zookeeper: ClusterZooKeeper): Promise<ZooKeeperSession | undefined> {
  const sessions = await zookeeper.sessions();
  return sessions.find(({ ephemerals }) => ephemerals.some((path) => path.endsWith(`/nodes/${new URL(transport).host}`)));
}

/** The address of this machine at which agents reach it: the one in the network where the masters are. */
export function hostFor({ leader }: MesosCluster): string {
  for (const { address, cidr } of Object.values(networkInterfaces()).flatMap((all) => all ?? [])) {
    const network = new BlockList();
    const [, prefix] = cidr?.split('/') ?? [];
    if (address.includes(':') || prefix === undefined) continue;
    network.addSubnet(address, Number(prefix));
    if (network.check(leader.ip)) return address;
  }
  return expect.fail(`This machine is in no network with ${leader.ip}`);
}

/** What a scheduler has to be told to run on this cluster, and to keep what it keeps in this folder. */
export const schedulerOptions = (cluster: MesosCluster, folder: string): Options => ({
  master: cluster.leader.url,
  host: hostFor(cluster),
  'data-directory': join(folder, 'data'),
  state: join(folder, 'state.json'),
});

interface Fixtures {
  /** A directory for one test. */
  folder: string;
  /** Starts the scheduler; it and its data are gone after the test. */
  start: (options?: Options) => Promise<Search>;
}

/** SEARCH_HOST=process has the clusters run in processes of their own; programs of Mesos take their time. */
export const USUAL: ClusterDescriptionInput = {
  ...(MINIMESOS_DRIVER !== 'native' && MINIMESOS_DRIVER !== 'docker' && { reaction: 'immediate' }),
  ...(SEARCH_HOST === 'process' && { host: 'process' }),
};

/** Tests that have a Mesos cluster, and can start the scheduler against it. */
export const searchTest = ({ zookeepers, ...description }: ClusterDescriptionInput) =>
  minimesosTest({
    // In containers there is the one of the masters only.
    description: { ...USUAL, ...description, ...(zookeepers && MINIMESOS_DRIVER !== 'docker' && { zookeepers }) },
    unsupported: 'skip',
  }).extend<Fixtures>({
    // biome-ignore lint/correctness/noEmptyPattern: Vitest reads the names of other fixtures from this pattern
    folder: async ({}, use) => {
      const folder = mkdtempSync(join(tmpdir(), 'search-framework-'));
      await use(folder);
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    },
    start: async ({ cluster, folder }: { cluster: MesosCluster; folder: string }, use) => {
      const started: Search[] = [];
      await use(async (options = {}) => {
        const search = new Search({ ...schedulerOptions(cluster, folder), ...options });
        started.push(search);
        await search.says('Subscribed');
        return search;
      });
      await Promise.all(started.map((search) => search.kill()));
      for (const { id } of await cluster.frameworks()) await cluster.teardown(id);
      // What writes to the folder has to be gone before the folder is.
      await cluster.waitForTasks({ state: ['TASK_STAGING', 'TASK_STARTING', 'TASK_RUNNING'], count: 0 });
    },
  });

/** The same tests, skipped where nodes are not on the machine of the test, before a cluster starts for them. */
export const onThisMachine = (test: ReturnType<typeof searchTest>): typeof test =>
  elsewhere === undefined ? test : test.extend<{ cluster: MesosCluster }>({ cluster: ({ skip }) => skip(elsewhere) });
