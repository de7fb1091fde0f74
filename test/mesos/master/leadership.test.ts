import { describe, expect, it } from 'vitest';
import type { Candidacy, MasterContender } from '../../../src/mesos/detector/contender.js';
import { StandaloneContender } from '../../../src/mesos/detector/contender.js';
import type { MasterDetector } from '../../../src/mesos/detector/detector.js';
import { StandaloneDetector } from '../../../src/mesos/detector/detector.js';
import type { Observation } from '../../../src/mesos/process/runtime.js';
import type { MasterInfo } from '../../../src/mesos/wire/messages.js';
import { MasterFixture } from './master-fixture.js';

const OTHER: MasterInfo = { id: 'other', ip: 0, port: 5055, pid: 'master@10.0.0.1:5055' };
const domainOf = (region: string) => ({ fault_domain: { region: { name: region }, zone: { name: 'a' } } });

/** An election whose course the test decides. */
class Election implements MasterContender {
  readonly detector = new StandaloneDetector();
  readonly candidates: { readonly info: MasterInfo; readonly candidacy: Candidacy }[] = [];

  contend(info: MasterInfo, candidacy: Candidacy): void {
    this.candidates.push({ info, candidacy });
  }

  get last() {
    const last = this.candidates.at(-1);
    if (!last) throw new Error('Nobody contends.');
    return last;
  }
}

async function contending({ flags = {}, version = '1.11.0' } = {}) {
  const fixture = await MasterFixture.start(flags, { leads: false, version });
  const { master, runtime } = fixture;
  const election = new Election();
  const seen: string[] = [];
  runtime.onObservation((observation: Observation) => {
    if (observation.kind === 'election') seen.push([observation.what, observation.message ?? ''].join(' ').trim());
  });
  master.contend(election, election.detector);
  return { fixture, master, election, seen };
}

describe('the leadership of a master', () => {
  it('is its own at once where there is one master only', async () => {
    const fixture = await MasterFixture.start({}, { leads: false });
    const detector = new StandaloneDetector();
    fixture.master.contend(new StandaloneContender(detector), detector);
    expect(fixture.master.recovered).toBe(true);
    expect(await fixture.json('/state')).toMatchObject({ leader: fixture.master.pid, elected_time: expect.any(Number) });
  });

  it('begins when it is detected as the leader', async () => {
    const { fixture, master, election, seen } = await contending();
    election.last.candidacy.entered?.();
    expect(master.elected).toBe(false);
    election.detector.appoint(OTHER);
    expect(master.leader).toBe(OTHER);
    election.detector.appoint(election.last.info);
    election.detector.appoint(election.last.info);
    expect(seen).toEqual(['contends', 'elected', 'leads']);
    expect((await fixture.get('/state')).status).toBe(200);
  });

  it('is told of with all capabilities, whatever the version of the API', async () => {
    const { election, master } = await contending();
    expect(master.info.capabilities).toEqual([{ type: 'AGENT_UPDATE' }, { type: 'AGENT_DRAINING' }]);
    expect(election.last.info).toEqual({
      ...master.info,
      capabilities: [{ type: 'AGENT_UPDATE' }, { type: 'AGENT_DRAINING' }, { type: 'QUOTA_V2' }],
    });
  });

  it.each<[string, (election: Election) => void]>([
    ['Its candidacy has ended while it led', ({ last }) => last.candidacy.lost()],
    ['Nobody leads any more, not even this master', ({ detector }) => detector.appoint(undefined)],
    ['Another master leads now: master@10.0.0.1:5055', ({ detector }) => detector.appoint(OTHER)],
  ])('ends with the master: %s', async (reason, act) => {
    const { master, election, seen } = await contending();
    election.detector.appoint(election.last.info);
    act(election);
    expect(master.alive).toBe(false);
    expect(seen).toEqual(['elected', 'leads', `ended ${reason}`]);
    // What is said afterwards is said to nobody.
    election.detector.appoint(undefined);
    election.last.candidacy.lost();
    expect(seen).toHaveLength(3);
  });

  it('is contended for again by a follower whose candidacy has ended', async () => {
    const { master, election, seen } = await contending();
    election.detector.appoint(OTHER);
    election.last.candidacy.lost();
    election.detector.appoint(undefined);
    expect(master.alive).toBe(true);
    expect(election.candidates).toHaveLength(2);
    election.detector.appoint(election.last.info);
    expect(seen).toEqual(['elected', 'leads']);
  });

  it('cannot be had where there is no contest', async () => {
    const { master, election, seen } = await contending();
    election.last.candidacy.failed(new Error('not allowed'));
    expect(master.alive).toBe(false);
    expect(seen).toEqual(['ended Failed to contend: not allowed']);
  });

  it('cannot be had where nobody can be detected', async () => {
    const { master, runtime } = await MasterFixture.start({}, { leads: false });
    const failing: MasterDetector = {
      detect: (_listener, failed) => {
        failed?.(new Error('unreadable'));
        return () => {};
      },
    };
    master.contend(new Election(), failing);
    expect(master.alive).toBe(false);
    await runtime.settle();
  });

  it('is in one region with all other masters', async () => {
    const { master, election, seen } = await contending({ flags: { domain: JSON.stringify(domainOf('here')) } });
    election.detector.appoint({ ...OTHER, domain: domainOf('here') });
    expect(master.alive).toBe(true);
    election.detector.appoint({ ...OTHER, id: 'third', domain: domainOf('there') });
    expect(seen).toEqual([
      'ended The leading master is in the region there, and this one in here: all masters have to be in one',
    ]);
  });
});
