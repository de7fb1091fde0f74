import { connect } from 'node:net';
import { hostname } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Asked, ask, attacks, type Door, FORMS, figure, openEverything } from './surroundings.js';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'];
/** How frameworks, tools and people ask: never with a header of browsers, or with that of the page they got from here. */
function honest({ url, headers = {} }: Door): (Asked['headers'] & object)[] {
  const { host, port } = new URL(url);
  const hosts = [host, `localhost:${port}`, `[::1]:${port}`, hostname()];
  // Clients of the remote API have its URL from where it runs; those of Mesos ask as they find it.
  if (headers['Authorization'] === undefined)
    hosts.push('', `host.docker.internal:${port}`, '10.0.0.1', `leader.mesos:${port}`, 'mesos-master');
  return [
    ...hosts.map((name) => ({ ...headers, ...(name !== '' && { Host: name }) })),
    { ...headers, Host: host, Origin: `http://${host}` },
    { ...headers, Host: host, 'Sec-Fetch-Site': 'same-origin', 'Sec-Fetch-Mode': 'cors' },
    { ...headers, Host: host, 'Sec-Fetch-Site': 'none', 'Sec-Fetch-Mode': 'navigate' },
  ];
}

const REFUSAL = /is of another site|REQUEST_REFUSED/;
let open: Awaited<ReturnType<typeof openEverything>>;
beforeAll(async () => {
  open = await openEverything();
});
afterAll(() => open?.end());

/** Some at a time, or a port has a thousand connections. */
async function each<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const left = [...items];
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (let item = left.pop(); item !== undefined; item = left.pop()) await work(item);
    }),
  );
}

describe('requests from web pages', () => {
  it('are refused on every route of every port, whatever their method', async () => {
    let refused = 0;
    const passed: string[] = [];
    for (const door of open.doors) {
      const requests = door.paths.flatMap((path, index) =>
        attacks(door).flatMap((headers, which) =>
          // Every attack on every path, with the methods in turn; and every method on every path.
          METHODS.filter((_, at) => at === (index + which) % METHODS.length || which === 0).map((method) => ({
            method,
            path,
            headers,
          })),
        ),
      );
      await each(requests, async ({ method, path, headers }) => {
        const { status } = await ask(door.url, { method, path, headers });
        refused++;
        if (status !== 403) passed.push(`${door.name}: ${method} ${path} ${JSON.stringify(headers)}: ${status}`);
      });
    }
    expect(passed).toEqual([]);
    figure(
      'Requests of web pages refused',
      `${refused} of ${refused}, on ${open.doors.length} ports and ${routesOf(open.doors)} routes`,
    );
  });

  it('do nothing: no framework is torn down, no role weighed, no app made, no message taken', async () => {
    const { cluster } = open;
    const over = new AbortController();
    const running = cluster.run('exec sleep 1000', { name: 'victim', signal: over.signal }).catch(() => {});
    await cluster.waitForTasks({ state: 'TASK_RUNNING', count: 1 });
    const before = await cluster.state();
    const [framework] = before.frameworks;
    const { url } = cluster.leader;
    const origin = { Host: new URL(url).host, Origin: 'http://evil.example' };
    const rebound = { Host: `evil.example:${cluster.leader.port}` };
    for (const headers of [origin, rebound]) {
      const form = { ...headers, 'Content-Type': FORMS[0] ?? '' };
      const json = { ...headers, 'Content-Type': 'application/json' };
      const tearDown = JSON.stringify({ type: 'TEARDOWN', teardown: { framework_id: { value: framework?.id } } });
      await ask(url, { method: 'POST', path: '/teardown', headers: form, body: `frameworkId=${framework?.id}` });
      await ask(url, { method: 'POST', path: '/master/teardown', headers: form, body: `frameworkId=${framework?.id}` });
      await ask(url, { method: 'POST', path: '/api/v1', headers: json, body: tearDown });
      await ask(url, { method: 'POST', path: '/api/v1/scheduler', headers: json, body: tearDown });
      await ask(url, { method: 'PUT', path: '/weights', headers: json, body: '[{"role":"evil","weight":9}]' });
      const libprocess = { ...headers, 'Libprocess-From': 'scheduler@127.0.0.1:1' };
      await ask(url, { method: 'POST', path: '/master/mesos.internal.UnregisterFrameworkMessage', headers: libprocess });
      const kill = JSON.stringify({ type: 'KILL_NESTED_CONTAINER', kill_nested_container: { container_id: { value: 'x' } } });
      for (const agent of cluster.agents) await ask(agent.url, { method: 'POST', path: '/api/v1', headers: json, body: kill });
      const app = JSON.stringify({ id: '/evil', cmd: 'true' });
      await ask(cluster.marathon?.url ?? '', {
        method: 'POST',
        path: '/v2/apps',
        headers: { ...headers, 'Content-Type': 'text/plain' },
        body: app,
      });
    }
    const after = await cluster.state();
    expect(after.frameworks.map(({ id, tasks }) => [id, tasks.length])).toEqual(
      before.frameworks.map(({ id, tasks }) => [id, tasks.length]),
    );
    expect(await (await fetch(`${url}/weights`)).json()).toEqual([]);
    expect(await (await fetch(`${cluster.marathon?.url}/v2/apps`)).json()).toEqual({ apps: [] });
    over.abort();
    await running;
  });

  it('get nothing out of what is no HTTP: ZooKeeper and DNS', async () => {
    const { cluster } = open;
    const ports = [...Object.values(cluster.zookeepers).map(({ port }) => port), cluster.names.port];
    for (const port of ports) {
      for (const method of ['GET', 'POST', 'PUT', 'HEAD']) {
        const body = 'dump\nkill\n\0\0\0\x08\xff\xff\xff\xfe\0\0\0\x0b';
        const text = `${method} /kill HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
        expect(await raw(port, text)).toBe('');
      }
    }
    for (const zookeeper of Object.values(cluster.zookeepers)) expect(await zookeeper.sessions()).toBeInstanceOf(Array);
  });
});

describe('pages for people', () => {
  it('are of minimesos alone: nothing that frameworks or tasks say is shown as one', async () => {
    const { cluster } = open;
    const markup = '<script>canary</script>';
    const said = { name: markup, environment: { CANARY: markup } };
    await cluster.run(`echo '${markup}' | tee page.html`, said);
    const pages: string[] = [];
    const untyped: string[] = [];
    await each(
      open.doors.flatMap(({ url, paths, headers = {} }) => [
        ...paths.map((path) => ({ url, path, headers })),
        ...['read', 'download', 'browse'].map((route) => ({ url, path: `/files/${route}?path=${markup}`, headers })),
        { url, path: `/${markup}`, headers },
        { url, path: '/state?jsonp=canary', headers },
      ]),
      async ({ url, path, headers }) => {
        const over = new AbortController();
        const asked = { headers: { Accept: 'text/html', ...headers }, signal: over.signal, redirect: 'manual' } as const;
        const response = await fetch(`${url}${path}`, asked);
        const type = response.headers.get('Content-Type');
        if (type?.startsWith('text/html')) {
          pages.push(path);
          if ((await response.text()).includes('canary')) pages.push(`with what a task says: ${path}`);
        } else if (type === null && response.status !== 307 && response.headers.get('Content-Length') !== '0') untyped.push(path);
        over.abort();
      },
    );
    expect([...new Set(pages)].filter((path) => !/^\/(docs|help.*)?$/.test(path))).toEqual([]);
    expect(untyped).toEqual([]);
    figure(
      'Answers that are no page, or one of minimesos itself',
      open.doors.reduce((sum, { paths }) => sum + paths.length + 5, 0),
    );
  });

  it('runs no scripts, where the remote API shows one', async () => {
    const door = open.doors.find(({ name }) => name === 'remote API');
    const { headers } = await fetch(`${door?.url}/docs`);
    expect(headers.get('Content-Security-Policy')).toMatch(/^default-src 'none'; style-src 'unsafe-inline'$/);
  });
});

describe('requests of clients', () => {
  it('are none of these: by address, by name, by that of a container, by a name of Mesos-DNS, or without any', async () => {
    const wrong: string[] = [];
    let taken = 0;
    for (const door of open.doors) {
      for (const headers of honest(door)) {
        const path = door.paths.find((each) => /\/(version|ping)\/?$/.test(each)) ?? '/';
        const { status, text } = await ask(door.url, { path, headers });
        taken++;
        if (status !== 200 || REFUSAL.test(text))
          wrong.push(`${door.name} ${path} ${JSON.stringify(headers)}: ${status} ${text}`);
      }
    }
    expect(wrong).toEqual([]);
    figure('Requests of clients taken', `${taken} of ${taken}`);
  });

  it('follow a redirect to the leader, and find a cluster by the names that it serves', async () => {
    const { cluster } = open;
    const follower = cluster.masters.find((master) => master.url !== cluster.leader.url);
    const { status } = await fetch(`${follower?.url}/master/redirect`, { redirect: 'follow' });
    expect(status).toBe(200);
    for (const name of ['leader.cluster.example', 'a.framework.cluster.example']) {
      for (const door of open.doors.filter(({ name: which }) => !['remote API', 'master in this process'].includes(which))) {
        const path = door.paths.find((each) => /\/(version|ping)\/?$/.test(each)) ?? '/';
        const { port } = new URL(door.url);
        expect(await ask(door.url, { path, headers: { Host: `${name}:${port}` } }), `${door.name} by ${name}`).toMatchObject({
          status: 200,
        });
      }
    }
  });
});

const routesOf = (doors: readonly Door[]) => doors.reduce((sum, { paths }) => sum + paths.length, 0);

/** What comes back until the connection ends, or until nothing more comes. */
function raw(port: number, text: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.end(text, 'latin1'));
    socket.on('data', (chunk) => (answer += String(chunk))).on('error', () => {});
    socket.on('close', () => resolve(answer));
  });
}
