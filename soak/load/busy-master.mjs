// One master under load that grows step by step: frameworks, streams, calls. The cluster is in a host process, which has nothing else to do; all
// load comes from other processes. At each step: what the master does for everybody, how long it takes to answer, what memory it has, and
// whether agents are still there.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MesosCluster } from 'minimesos';
import { startGenerator } from '../generator.mjs';
import { residentMb } from '../machine.mjs';
import { fairness, quantile } from '../statistics.mjs';
import { sleep } from '../until.mjs';

export const about = 'one master with many frameworks, streams and calls';
export const counts = {
  frameworks: { bounded: 500, long: 500 },
  streams: { bounded: 2000, long: 2000 },
  /** Of the streams; the most that a master has by default is a thousand. */
  operators: { bounded: 200, long: 1000 },
  slow: { bounded: 50, long: 200 },
  perSecond: { bounded: 10_000, long: 10_000 },
  seconds: { bounded: 4, long: 60 },
};

/** Agents in the host process, and agents in processes of their own, whose pings go over connections. */
const AGENTS = [
  { count: 48, resources: 'cpus:4;mem:4096' },
  { count: 2, ownProcess: true, resources: 'cpus:4;mem:4096' },
];
/** Offers that are never answered, by those who do not read, are taken back, as Mesos does it. */
const FLAGS = { offer_timeout: '1secs', allocation_interval: '100ms', agent_ping_timeout: '1secs', max_agent_ping_timeouts: 5 };

const ticks = (pid) => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
};

const WINDOW_MS = 4000;
const MOST_WINDOWS = 15;
const WARM_CALLS = 20_000;

/** Who comes later has been given less and is offered more, until all have had the same; resolves with the seconds that takes. */
async function untilEven(all) {
  const begun = performance.now();
  for (let windows = 0; windows < MOST_WINDOWS; windows++) {
    all.tell({ report: true });
    await all.next('report');
    await sleep(WINDOW_MS);
    all.tell({ report: true });
    const { offers } = await all.next('report');
    if (fairness(offers) > 0.8) break;
  }
  return (performance.now() - begun) / 1000;
}

export async function measure({ frameworks, streams, operators, slow, perSecond, seconds, progress }) {
  const started = [];
  const generator = async (module, settings) => {
    const begun = startGenerator(module, settings);
    started.push(begun);
    return { ...begun, ready: await begun.next('ready') };
  };
  const report = (begun) => {
    begun.tell({ report: true });
    return begun.next('report');
  };
  const cluster = await MesosCluster.start({ host: 'process', agents: AGENTS, masters: [{ flags: FLAGS }], timeout: '2mins' });
  try {
    const { url } = cluster.leader;
    const [file] = readdirSync(join(process.env.MINIMESOS_HOME, 'servers'));
    const host = JSON.parse(readFileSync(join(process.env.MINIMESOS_HOME, 'servers', file), 'utf8'));
    const probe = await generator('load/probe.mjs', { url });
    /** Generators that tell of what came since they were asked last. */
    const counting = [probe];
    let mostMb = residentMb(host.pid);
    const watch = setInterval(() => {
      mostMb = Math.max(mostMb, residentMb(host.pid));
    }, 250);
    const rows = [];
    /** Rows of a step: what is true of the master while all that was started before runs on. */
    const step = async (name, more) => {
      progress(name);
      // What came before, while others were started, does not count.
      for (const each of counting) await report(each);
      const [begun, used] = [performance.now(), ticks(host.pid)];
      await sleep(seconds * 1000);
      const worked = (ticks(host.pid) - used) / 100;
      const busy = worked / ((performance.now() - begun) / 1000);
      const times = await report(probe);
      rows.push(
        ...(await more((performance.now() - begun) / 1000, worked)),
        { figure: `${name}: a small call, median`, value: quantile(times, 0.5), unit: 'ms', most: 1000 },
        { figure: `${name}: a small call, 99 %`, value: quantile(times, 0.99), unit: 'ms', most: 5000 },
        { figure: `${name}: processor time of the cluster`, value: busy * 100, unit: '%' },
        { figure: `${name}: memory of the cluster`, value: residentMb(host.pid), unit: 'MB' },
      );
    };
    await step('idle', async () => []);

    // Before the others: whoever comes later is offered more at first.
    const sleepers = await generator('load/frameworks.mjs', { url, frameworks: 0, slow });
    const all = await generator('load/frameworks.mjs', { url, frameworks });
    counting.push(all);
    const evenly = await untilEven(all);
    rows.push({ figure: 'frameworks: from the last SUBSCRIBE until all are offered alike', value: evenly, unit: 's' });
    const offered = new Array(frameworks).fill(0);
    const fair = (name) => async (took) => {
      const { offers, calls, failed, ended } = await report(all);
      for (const [index, count] of offers.entries()) offered[index] += count;
      return [
        { figure: `${name}: offers`, value: offers.reduce((sum, count) => sum + count, 0) / took, unit: '/s' },
        { figure: `${name}: offers of a framework, least`, value: Math.min(...offers) },
        { figure: `${name}: offers of a framework, most`, value: Math.max(...offers) },
        { figure: `${name}: Jain's index of the offers since then`, value: fairness(offered), least: 0.8 },
        { figure: `${name}: DECLINE, median`, value: quantile(calls, 0.5), unit: 'ms' },
        { figure: `${name}: DECLINE, 99 %`, value: quantile(calls, 0.99), unit: 'ms' },
        { figure: `${name}: calls that failed`, value: failed, most: 0 },
        { figure: `${name}: frameworks cut off`, value: ended, most: 0 },
      ];
    };
    await step('frameworks', fair('frameworks'));

    const timelines = Math.max(0, streams - frameworks - operators);
    const json = { 'Content-Type': 'application/json', Accept: 'application/json' };
    progress('streams');
    const watchers = await generator('load/streams.mjs', {
      ...{ url, method: 'POST', path: '/api/v1', body: '{"type":"SUBSCRIBE"}', headers: json },
      ...{ streams: operators - slow, slow },
    });
    const remote = await generator('load/streams.mjs', {
      ...{ url: host.url, method: 'GET', path: `/v1/clusters/${cluster.name}/events?kinds=agent,task`, body: '' },
      ...{ headers: { Authorization: `Bearer ${host.token}`, Accept: 'text/event-stream' }, streams: timelines - slow, slow },
    });
    counting.push(watchers, remote);
    const pulse = await generator('load/pulse.mjs', { url });
    const read = (name) => async (took) => {
      const [events, entries] = [await report(watchers), await report(remote)];
      return [
        { figure: `${name}: open`, value: frameworks + slow + operators + timelines },
        { figure: `${name}: of those, not read`, value: 3 * slow },
        { figure: `${name}: read from streams of operators`, value: events.bytes / took / 1024, unit: 'KB/s' },
        { figure: `${name}: read from streams of the timeline`, value: entries.bytes / took / 1024, unit: 'KB/s' },
        {
          figure: `${name}: refused, silent or ended`,
          value: events.refused + events.silent + events.ended + entries.refused + entries.ended,
          most: 0,
        },
        ...(await fair(name)(took)),
      ];
    };
    await step('streams', read('streams'));

    /** By step. */
    const costs = new Map();
    /** How many a second depends on what else the machine does; how much processor time each takes depends less on it. */
    const called = (name, begun) => async (took, worked) => {
      const { answered, refused, cut } = await report(begun);
      const cost = (worked / answered) * 1e6;
      costs.set(name, cost);
      return [
        { figure: `${name}: answered`, value: answered / took, unit: '/s' },
        { figure: `${name}: processor time for each, all else included`, value: cost, unit: 'µs' },
        { figure: `${name}: refused or cut`, value: refused + cut, most: 0 },
      ];
    };
    /** What calls cost is measured when the code for them has been compiled. */
    const calling = async (to = { url }) => {
      const begun = await generator('load/calls.mjs', { ...to, connections: 50, underWay: 16, perSecond });
      progress('warm-up');
      for (let answered = 0; answered < WARM_CALLS; answered += (await report(begun)).answered) await sleep(500);
      return begun;
    };
    const calls = await calling();
    counting.push(calls);
    await step('calls', async (took, worked) => [
      ...(await called('calls', calls)(took, worked)),
      ...(await read('calls')(took)),
    ]);
    counting.splice(1);
    await calls.end();
    for (const each of [all, watchers, remote, sleepers, pulse]) await each.end();
    const alone = await calling();
    counting.push(alone);
    await step('calls alone', called('calls alone', alone));
    await alone.end();
    counting.splice(1);

    const bare = await generator('load/bare-server.mjs', {});
    const toBare = await calling({ url: bare.ready, subscribes: false });
    await report(toBare);
    const used = ticks(bare.pid);
    await sleep(seconds * 1000);
    const { answered } = await report(toBare);
    const least = ((ticks(bare.pid) - used) / 100 / answered) * 1e6;
    rows.push(
      { figure: "Node's HTTP alone: answered", value: answered / seconds, unit: '/s' },
      { figure: "Node's HTTP alone: processor time for each", value: least, unit: 'µs' },
      {
        figure: "calls alone: processor time, of what Node's HTTP alone takes",
        value: costs.get('calls alone') / least,
        unit: 'times',
        most: 5,
      },
    );
    await toBare.end();
    clearInterval(watch);
    const metrics = await (await fetch(`${url}/metrics/snapshot`)).json();
    rows.push(
      {
        figure: 'agents that were lost meanwhile',
        value: metrics['master/slave_removals'] + metrics['master/slaves_unreachable'],
        most: 0,
      },
      { figure: 'agents that are there', value: metrics['master/slaves_active'], least: 50 },
      { figure: 'memory at most', value: mostMb, unit: 'MB', most: 1024 },
    );
    return rows;
  } finally {
    for (const each of started) await each.end();
    await cluster.destroy();
  }
}
