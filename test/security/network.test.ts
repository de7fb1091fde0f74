import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, expect, it } from 'vitest';
import { filesUnder, textOf } from '../source-files.js';
import { figure } from './surroundings.js';

const folder = mkdtempSync(join(tmpdir(), 'security-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const dist = fileURLToPath(new URL('../../dist', import.meta.url));

/** A cluster with everything, and the command line; then, how many packets have left the machine, before and after one is sent on purpose. */
const PROGRAM = `
import { execFileSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { readFileSync } from 'node:fs';
const packets = () => Number(readFileSync('/proc/net/dev', 'utf8').split('\\n').find((line) => line.includes('out0:')).split(':')[1].trim().split(/ +/)[9]);
const { MesosCluster } = await import('${dist}/index.js');
for (const other of ['protocol', 'simulation']) await import('${dist}/' + other + '.js');
const cluster = await MesosCluster.start({ masters: [{ ownProcess: true }], agents: [{}, { ownProcess: true }], zookeeper: true, names: true, marathon: true });
await cluster.run('true');
await cluster.diagnostics();
await cluster.destroy();
const cli = (...words) => execFileSync(process.execPath, ['${dist}/cli.js', ...words], { cwd: '${folder}', encoding: 'utf8', env: { ...process.env, MINIMESOS_HOME: '${folder}/home' } });
for (const words of [['init'], ['version'], ['up'], ['run', '--', 'true'], ['ps'], ['timeline'], ['destroy']]) cli(...words);
const before = packets();
const socket = createSocket('udp4');
await new Promise((done) => socket.send('x', 53, '198.51.100.1', done));
for (let tries = 0; packets() === before && tries < 100; tries++) await new Promise((done) => setTimeout(done, 20));
console.log(JSON.stringify({ before, after: packets() }));
process.exit(0);
`;

/** A network of its own, with a way out that leads nowhere and is counted. */
const NETWORK = [
  'ip link set lo up',
  'echo 1 > /proc/sys/net/ipv6/conf/default/disable_ipv6',
  'ip link add out0 type veth peer name out1',
  'ip link set out1 up',
  'ip addr add 192.0.2.1/24 dev out0',
  'ip link set out0 up',
  'ip route add default via 192.0.2.254 dev out0',
].join(' && ');

it('nothing leaves the machine that was not asked for', async (context) => {
  let reason = '';
  try {
    execFileSync('unshare', ['--net', 'sh', '-c', `${NETWORK} && test -e /proc/net/dev`], { stdio: 'pipe' });
  } catch (error) {
    reason = `no network of its own can be made here: ${(error as Error).message.split('\n')[0]}`;
  }
  context.skip(reason !== '', reason);
  const file = join(folder, 'program.mjs');
  writeFileSync(file, PROGRAM);
  const { stdout } = await promisify(execFile)('unshare', [
    '--net',
    'sh',
    '-c',
    `${NETWORK} && exec '${process.execPath}' '${file}'`,
  ]);
  const { before, after } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as { before: number; after: number };
  expect(before).toBe(0);
  // The count counts.
  expect(after).toBeGreaterThan(0);
  figure('Packets sent out of the machine by a cluster with everything, and by the command line', before);
});

it('no address of anybody is in the sources but those that users and Mesos name', () => {
  const known = [
    'github.com/mesosphere/mesos-dns', // told by `/v1/version`
    'registry-1.docker.io', // the default of a flag of Mesos
    'index.docker.io', // how Docker names its own registry
    'minimesos.', // links in messages
    'json-schema.org',
    'www.w3.org',
    'spec.openapis.org',
    'nodejs.org',
  ];
  const found = filesUnder('src', '.ts').flatMap((path) =>
    [
      ...textOf(path)
        .replace(/^\s*(\*|\/\/|\/\*).*$/gm, '')
        .matchAll(/['"`]https?:\/\/([a-z0-9-]+\.[a-z0-9.-]+[^'"`\s]*)/gi),
    ].flatMap(([, host = '']) =>
      known.some((each) => host.startsWith(each)) || /^(127\.|10\.|192\.0\.2\.|[\w.-]*example)/.test(host)
        ? []
        : [`${path}: ${host}`],
    ),
  );
  expect(found).toEqual([]);
});
