import { describe, expect, it } from 'vitest';
import { type NamingOptions, namesOf } from '../../src/discovery/records.js';
import { shortHash } from '../../src/discovery/short-hash.js';
import type { NamedFramework, NamedState, NamedTask } from '../../src/discovery/state.js';
import { DEFAULT_IP_SOURCES } from '../../src/discovery/task-addresses.js';

const options: NamingOptions = {
  ...{ domain: 'mesos', ipSources: DEFAULT_IP_SOURCES, listener: '127.0.0.1', masters: ['10.0.0.1:5050'] },
  lookup: (host) => (host === 'box.example' ? ['10.0.0.9', 'fd00::9'] : []),
};
const agents = [
  { id: 'a-S0', pid: 'slave(1)@10.1.0.1:5051' },
  { id: 'a-S1', pid: 'slave(1)@10.1.0.2:5051' },
];
const task = (id: string, more: Partial<NamedTask> = {}): NamedTask => ({
  ...{ id, name: id, slave_id: 'a-S0', state: 'TASK_RUNNING', resources: {} },
  ...more,
});
const framework = (...tasks: NamedTask[]): NamedFramework => ({ name: 'marathon', tasks });
const state = (frameworks: NamedFramework[], leader = 'master@10.0.0.1:5050'): NamedState => ({
  leader,
  slaves: agents,
  frameworks,
});

function namesIn(frameworks: NamedFramework[], more: Partial<NamingOptions> = {}) {
  const { records } = namesOf(state(frameworks), { ...options, ...more });
  const sorted = (type: 'A' | 'AAAA' | 'SRV') => (name: string) => [...records.values(type, name)].sort();
  return { a: sorted('A'), aaaa: sorted('AAAA'), srv: sorted('SRV') };
}

describe('the names of a cluster', () => {
  it('are those of its masters', () => {
    const masters = ['10.0.0.2:5050', '10.0.0.1:5050', '[fd00::1]:5050', 'nonsense'];
    const { a, aaaa, srv } = namesIn([], { masters });
    expect(a('leader.mesos.')).toEqual(['10.0.0.1']);
    expect(a('master.mesos.')).toEqual(['10.0.0.1', '10.0.0.2']);
    expect(aaaa('master.mesos.')).toEqual(['fd00::1']);
    expect([a('master0.mesos.'), a('master1.mesos.'), aaaa('master2.mesos.')]).toEqual([['10.0.0.2'], ['10.0.0.1'], ['fd00::1']]);
    expect(srv('_leader._tcp.mesos.')).toEqual(['leader.mesos.:5050']);
    expect(srv('_leader._udp.mesos.')).toEqual(['leader.mesos.:5050']);
    expect(a('ns1.mesos.')).toEqual(['127.0.0.1']);
  });

  it('have only what can be a port, however large the range of an agent is', () => {
    const { srv } = namesIn([framework(task('web', { resources: { ports: '[65530-9000000000]' } }))]);
    expect(srv('_web._tcp.marathon.mesos.').map((target) => target.split(':')[1])).toEqual([
      ...['65530', '65531', '65532', '65533', '65534', '65535'],
    ]);
  });

  it('give a leader that nobody has listed the last number', () => {
    const { a } = namesIn([], { masters: ['10.0.0.8:5050'] });
    expect([a('master0.mesos.'), a('master1.mesos.')]).toEqual([['10.0.0.8'], ['10.0.0.1']]);
  });

  it.each(['', '@', '1@', '@2', '3@4'])('are none of masters where the leader is %j', (leader) => {
    const { records } = namesOf(state([], leader), options);
    expect(records.values('A', 'leader.mesos.')).toEqual([]);
    expect(records.values('A', 'slave.mesos.')).toHaveLength(2);
  });

  it('are those of its agents and frameworks', () => {
    const byPid = { ...framework(), name: 'Chronos 2.0', pid: 'scheduler-1@10.2.0.1:8080' };
    const byHost = { ...framework(), hostname: 'box.example' };
    const { a, aaaa, srv } = namesIn([byPid, byHost, { ...framework(), name: 'lost', hostname: 'nowhere.example' }]);
    expect(a('slave.mesos.')).toEqual(['10.1.0.1', '10.1.0.2']);
    expect(srv('_slave._tcp.mesos.')).toEqual(['slave.mesos.:5051']);
    expect(a('chronos2.0.mesos.')).toEqual(['10.2.0.1']);
    expect(srv('_framework._tcp.chronos2.0.mesos.')).toEqual(['chronos2.0.mesos.:8080']);
    expect([a('marathon.mesos.'), aaaa('marathon.mesos.')]).toEqual([['10.0.0.9'], ['fd00::9']]);
    expect([srv('_framework._tcp.marathon.mesos.'), a('lost.mesos.')]).toEqual([[], []]);
  });

  it('end with the domain that was asked for', () => {
    expect(namesIn([framework(task('web'))], { domain: 'test.example' }).a('web.marathon.test.example.')).toEqual(['10.1.0.1']);
  });
});

describe('a task', () => {
  it('is found by its name, and by one of its own', () => {
    const resources = { ports: '[31000-31001, 31005-31005]' };
    const { a, srv } = namesIn([
      framework(task('web', { resources }), task('web.2', { name: 'web', slave_id: 'a-S1', resources })),
    ]);
    const [first, second] = [`web-${shortHash('web')}-s0`, `web-${shortHash('web.2')}-s1`];
    for (const zone of ['marathon.mesos.', 'marathon.slave.mesos.']) {
      expect(a(`web.${zone}`)).toEqual(['10.1.0.1', '10.1.0.2']);
      expect([a(`${first}.${zone}`), a(`${second}.${zone}`)]).toEqual([['10.1.0.1'], ['10.1.0.2']]);
      const targets = [first, second].flatMap((host) =>
        [31000, 31001, 31005].map((port) => `${host}.marathon.slave.mesos.:${port}`),
      );
      for (const protocol of ['tcp', 'udp']) expect(srv(`_web._${protocol}.${zone}`)).toEqual(targets.sort());
    }
  });

  it('is found by what its framework says of it', () => {
    const ports = { ports: [{ number: 80, name: 'http', protocol: 'tcp' }, { number: 9000 }] };
    const web = task('t1', { name: 'ignored', discovery: { name: 'My_Web', ports }, resources: { ports: '[31000-31000]' } });
    const { a, srv } = namesIn([framework(web)]);
    const host = `my-web-${shortHash('t1')}-s0.marathon`;
    expect([a('ignored.marathon.mesos.'), a('my-web.marathon.mesos.')]).toEqual([[], ['10.1.0.1']]);
    expect(srv('_my-web._tcp.marathon.mesos.')).toEqual([`${host}.mesos.:80`, `${host}.mesos.:9000`]);
    expect(srv('_my-web._udp.marathon.mesos.')).toEqual([`${host}.mesos.:9000`]);
    expect(srv('_http._my-web._tcp.marathon.mesos.')).toEqual([`${host}.mesos.:80`]);
    expect(srv('_http._my-web._tcp.marathon.slave.mesos.')).toEqual([`${host}.slave.mesos.:80`]);
    expect(srv('_my-web._tcp.marathon.slave.mesos.')).toEqual([31000, 80, 9000].map((port) => `${host}.slave.mesos.:${port}`));
  });

  it('is not found before it runs, nor where its agent is not known', () => {
    const tasks = [task('starting', { state: 'TASK_STARTING' }), task('elsewhere', { slave_id: 'a-S9' })];
    const { a } = namesIn([framework(...tasks)]);
    expect([a('starting.marathon.mesos.'), a('elsewhere.marathon.mesos.')]).toEqual([[], []]);
  });

  it('has the address that the first source knows', () => {
    const status = (timestamp: number, ip: string) => ({
      ...{ state: 'TASK_RUNNING', timestamp },
      labels: [
        { key: 'Docker.NetworkSettings.IPAddress', value: `172.17.0.${timestamp}` },
        { key: 'MesosContainerizer.NetworkSettings.IPAddress', value: `172.18.0.${timestamp}` },
      ],
      container_status: {
        network_infos: [{ ip_addresses: [{ ip_address: ip }, { ip_address: 'fd00::5' }] }, { ip_address: '10.9.9.9' }],
      },
    });
    const web = task('web', {
      statuses: [status(2, '10.9.0.2'), status(1, '10.9.0.1'), { state: 'TASK_FINISHED', timestamp: 3 }],
    });
    const from = (...ipSources: NamingOptions['ipSources'][number][]) => namesIn([framework(web)], { ipSources });
    expect(from('netinfo', 'host').a('web.marathon.mesos.')).toEqual(['10.9.0.2', '10.9.9.9']);
    expect(from('netinfo', 'host').aaaa('web.marathon.mesos.')).toEqual(['fd00::5']);
    expect(from('docker').a('web.marathon.mesos.')).toEqual(['172.17.0.2']);
    expect(from('mesos').a('web.marathon.mesos.')).toEqual(['172.18.0.2']);
    expect(from('host', 'netinfo').a('web.marathon.mesos.')).toEqual(['10.1.0.1']);
    expect(from('netinfo').a('web.marathon.slave.mesos.')).toEqual(['10.1.0.1']);
    expect(namesIn([framework(task('bare'))], { ipSources: ['netinfo', 'mesos'] }).a('bare.marathon.mesos.')).toEqual([]);
  });

  it('has a name of its own that fits, however long its name is', () => {
    const name = 'a'.repeat(70);
    const { a, srv } = namesIn([framework(task('t', { name, resources: { ports: '[1-1]' } }))]);
    expect(a(`${'a'.repeat(63)}.marathon.mesos.`)).toEqual(['10.1.0.1']);
    const [target = ''] = srv(`_${'a'.repeat(63)}._tcp.marathon.mesos.`);
    expect(target.split('.')[0]).toHaveLength(63);
  });

  it('is listed with what is new of it', () => {
    const { frameworks } = namesOf(state([framework(task('web')), { ...framework(), name: 'idle' }]), options);
    const own = `web-${shortHash('web')}-s0`;
    const record = (name: string) => ({ name: `${name}.mesos.`, host: '10.1.0.1', rtype: 'A' });
    const records = ['web.marathon', 'web.marathon.slave', `${own}.marathon`, `${own}.marathon.slave`].map(record);
    expect(frameworks).toEqual([
      { name: 'marathon', tasks: [{ id: 'web', name: 'web', records }] },
      { name: 'idle', tasks: [] },
    ]);
  });
});
