// What the tests of security share: clusters with everything in them, requests as attackers form them, and a look at the machine.
import { appendFileSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { request } from 'node:http';
import { type ClusterDescriptionInput, MesosCluster } from '../../src/index.js';
import { readProcessTable } from '../../src/mesos/process/supervisor/process-table.js';
import { routes as remoteRoutes } from '../../src/remote/routes/index.js';
import { createServer, type RemoteServer } from '../../src/remote/server.js';

/** Notes a figure, which `npm run test:security` prints at its end. */
export function figure(what: string, value: string | number): void {
  const file = process.env['MINIMESOS_FIGURES'];
  if (file) appendFileSync(file, `${what}: ${value}\n`);
}

export interface Answer {
  readonly status: number;
  readonly text: string;
}

export interface Asked {
  readonly method?: string;
  readonly path: string;
  /** All that are sent: there is no Host where none is given. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Asks as nobody's library would. An answer that stays open is cut off after its head. */
export function ask(url: string, { method = 'GET', path, headers = {}, body }: Asked): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const outgoing = request({
      host: hostname,
      port,
      method,
      path,
      headers: { Connection: 'close', ...headers },
      setHost: false,
      agent: false,
    });
    outgoing
      .on('error', (error) => reject(new Error(`${method} ${url}${path} ${JSON.stringify(headers)}: ${error.message}`)))
      .on('response', (response) => {
        const { statusCode: status = 0 } = response;
        let text = '';
        const done = () => {
          outgoing.destroy();
          resolve({ status, text });
        };
        response
          .on('data', (chunk: Buffer) => (text += String(chunk)))
          .on('end', done)
          .on('error', done);
        if (
          response.headers['content-length'] === undefined &&
          response.headers['transfer-encoding'] === 'chunked' &&
          status === 200
        ) {
          response.once('data', done);
        }
      });
    outgoing.end(body);
  });
}

/** Masters and agents in this process and in processes of their own, and whatever can be beside them. */
export const EVERYTHING = {
  reaction: 'immediate',
  masters: [{ ownProcess: true, count: 2 }],
  agents: [{}, { ownProcess: true }],
  zookeeper: true,
  zookeepers: { another: true },
  names: { domain: 'cluster.example' },
  marathon: true,
} satisfies ClusterDescriptionInput;

/** A port that takes HTTP, and what can be asked there. */
export interface Door {
  readonly name: string;
  readonly url: string;
  readonly paths: readonly string[];
  /** What an honest request needs besides. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a form can be sent as. */
export const FORMS = ['application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/plain'];

/** What a page at evil.example can have a browser send to a port of this machine. */
export function attacks({ url, headers = {} }: Door): (Asked['headers'] & object)[] {
  const { host, port } = new URL(url);
  const own = { ...headers, Host: host };
  return [
    // Its name has become one of this machine; then it may set any header, and browsers say nothing of where it is from.
    { ...headers, Host: `evil.example:${port}` },
    { ...headers, Host: `evil.example:${port}`, Origin: `http://evil.example:${port}`, 'Content-Type': 'application/json' },
    {
      ...headers,
      Host: `evil.example:${port}`,
      'Libprocess-From': 'scheduler@127.0.0.1:1',
      'User-Agent': 'libprocess/x@127.0.0.1:1',
    },
    { ...headers, Host: `127.0.0.1.evil.example:${port}` },
    // Requests to another site, as fetch() and forms make them.
    { ...own, Origin: 'http://evil.example' },
    { ...own, Origin: 'null' },
    { ...own, Origin: 'http://127.0.0.1:1' },
    { ...own, 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'no-cors' },
    ...FORMS.map((type) => ({ ...own, Origin: 'http://evil.example', 'Content-Type': type, 'Sec-Fetch-Site': 'cross-site' })),
  ];
}

/** All routes of a master or agent, as it tells itself: those of one that is added tomorrow are among them. */
async function doorOf(name: string, url: string): Promise<Door> {
  const { processes } = (await (await fetch(`${url}/help?format=json`)).json()) as {
    processes: { id: string; endpoints: { name: string }[] }[];
  };
  const named = processes.flatMap(({ id, endpoints }) => endpoints.map((endpoint) => `/${id}${endpoint.name}`));
  const delegated = named.flatMap((path) => (/^\/(master|slave\(\d+\))\//.test(path) ? [path.replace(/^\/[^/]+/, '')] : []));
  return { name, url, paths: [...named, ...delegated, '/', '/__processes__', '/metrics/prometheus', '/nothing-there'] };
}

const NAMES = ['version', 'config', 'hosts/leader.mesos', 'services/_leader._tcp.mesos', 'enumerate', 'axfr'];
const MARATHON = [
  ...[
    'apps',
    'apps//a',
    'apps//a/tasks',
    'apps//a/restart',
    'apps//a/versions',
    'groups',
    'groups//a',
    'groups/versions',
    'tasks',
  ],
  ...['tasks/delete', 'deployments', 'deployments/x', 'queue', 'queue//a/delay', 'info', 'leader', 'events', 'plugins', 'pods'],
].map((path) => `/v2/${path}`);

/** Every door of a cluster with everything. */
export async function doorsOf(cluster: MesosCluster, server: RemoteServer): Promise<Door[]> {
  const members = [
    ...cluster.masters.map(({ url }, index) => doorOf(`master ${index + 1}`, url)),
    ...cluster.agents.map(({ url }, index) => doorOf(`agent ${index + 1}`, url)),
  ];
  const { names, marathon } = cluster;
  const paths = remoteRoutes.map(({ path }) => path.replaceAll(/\{\w+\}/g, 'x'));
  return [
    ...(await Promise.all(members)),
    { name: 'names', url: `http://${names.ip}:${names.httpPort}`, paths: NAMES.map((path) => `/v1/${path}`) },
    { name: 'Marathon', url: marathon?.url ?? '', paths: [...MARATHON, '/ping', '/metrics'] },
    {
      name: 'remote API',
      url: server.url,
      paths: [...paths, '/nothing-there'],
      headers: { Authorization: `Bearer ${server.token}` },
    },
  ];
}

/** A cluster with everything, a server of the remote API, and their doors. */
export async function openEverything(): Promise<{
  cluster: MesosCluster;
  server: RemoteServer;
  doors: Door[];
  end(): Promise<void>;
}> {
  const server = await createServer();
  const [cluster, embedded] = await Promise.all([MesosCluster.start(EVERYTHING), MesosCluster.start({ agents: 1 })]);
  const { url } = embedded.leader;
  const doors = [...(await doorsOf(cluster, server)), await doorOf('master in this process', url)];
  const end = async () => void (await Promise.all([cluster.destroy(), embedded.destroy(), server.close()]));
  return { cluster, server, doors, end };
}

/** This process and all that come from it. */
export function ownProcesses(): number[] {
  const table = readProcessTable() ?? new Map();
  const found = new Set([process.pid]);
  for (let before = 0; before !== found.size; ) {
    before = found.size;
    for (const { pid, parent } of table.values()) if (found.has(parent)) found.add(pid);
  }
  return [...found];
}

export interface Listener {
  readonly pid: number;
  readonly protocol: string;
  readonly ip: string;
  readonly port: number;
}

const LISTENS = '0A';

/** What these processes listen on, as the kernel tells it: TCP that listens, and UDP that is bound. */
export function listenersOf(pids: readonly number[]): Listener[] {
  const owners = new Map(pids.flatMap((pid) => socketsOf(pid).map((inode) => [inode, pid] as const)));
  return ['tcp', 'tcp6', 'udp', 'udp6'].flatMap((protocol) =>
    readFileSync(`/proc/net/${protocol}`, 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .flatMap((line) => {
        const [, local = '', remote = '', state, , , , , , inode = ''] = line.trim().split(/\s+/);
        const pid = owners.get(inode);
        const isBound = protocol.startsWith('udp') ? /:0000$/.test(remote) : state === LISTENS;
        const [address = '', port = ''] = local.split(':');
        return pid !== undefined && isBound ? [{ pid, protocol, ip: ipOf(address), port: Number.parseInt(port, 16) }] : [];
      }),
  );
}

/** The kernel writes addresses as words of the machine, which are little-endian on all that this runs on. */
function ipOf(hexadecimal: string): string {
  const bytes = (hexadecimal.match(/.{8}/g) ?? []).flatMap((word) => [...Buffer.from(word, 'hex').reverse()]);
  if (bytes.length === 4) return bytes.join('.');
  const mapped = bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255;
  if (mapped) return bytes.slice(12).join('.');
  return bytes.every((byte, index) => byte === (index === 15 ? 1 : 0)) ? '::1' : Buffer.from(bytes).toString('hex');
}

function socketsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((descriptor) => {
      try {
        return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${descriptor}`))?.[1] ?? [];
      } catch {
        return []; // closed meanwhile
      }
    });
  } catch {
    return []; // ended meanwhile
  }
}

export const isLoopbackIp = (ip: string): boolean => ip.startsWith('127.') || ip === '::1';
