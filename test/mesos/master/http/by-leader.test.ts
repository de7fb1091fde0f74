import { describe, expect, it } from 'vitest';
import type { MasterInfo } from '../../../../src/mesos/wire/messages.js';
import { MasterFixture } from '../master-fixture.js';

const OTHER: MasterInfo = { id: 'other', ip: 0, port: 5055, pid: 'master@10.0.0.1:5055', hostname: 'leader.example' };

async function follower(leader: MasterInfo | undefined): Promise<MasterFixture> {
  const fixture = await MasterFixture.start({}, { leads: false });
  fixture.master.leaderIs(leader);
  return fixture;
}

/** What only the leader answers. */
const LED = [
  ...['/state', '/state-summary', '/slaves', '/frameworks', '/tasks', '/roles', '/weights', '/quota', '/teardown'],
  ...['/reserve', '/unreserve', '/create-volumes', '/destroy-volumes', '/api/v1', '/api/v1/scheduler'],
  ...['/maintenance/schedule', '/maintenance/status', '/machine/down', '/machine/up'],
];
const OWN = [
  '/health',
  '/flags',
  '/version',
  '/metrics/snapshot',
  '/metrics/prometheus',
  '/logging/toggle',
  '/system/stats.json',
  '/',
];

describe('a master that does not lead', () => {
  it.each(LED)('sends whoever asks for %s to the leader', async (path) => {
    const fixture = await follower(OTHER);
    for (const asked of [path, `/master${path}`, `${path}?jsonp=f&x=a%20b`]) {
      const { status, headers, body } = await fixture.get(asked);
      expect({ status, location: headers['location'], body }).toEqual({
        status: 307,
        location: `//leader.example:5055${asked}`,
        body: '',
      });
    }
  });

  it.each(OWN)('answers %s itself', async (path) => {
    const fixture = await follower(undefined);
    expect((await fixture.get(path)).status).toBe(200);
  });

  it('sends POST requests there before it looks at them', async () => {
    const fixture = await follower(OTHER);
    expect(await fixture.post('/api/v1', 'nonsense')).toMatchObject({ status: 307 });
    expect(await fixture.post('/teardown', '')).toMatchObject({ status: 307 });
  });

  it('has nowhere to send anybody when nobody leads', async () => {
    const fixture = await follower(undefined);
    for (const path of [...LED, '/redirect']) {
      expect(await fixture.get(path)).toMatchObject({ status: 503, body: 'No leader elected' });
    }
  });

  it('redirects to the root of the leader, and nowhere from below', async () => {
    const fixture = await follower(OTHER);
    expect((await fixture.get('/redirect')).headers['location']).toBe('//leader.example:5055');
    expect((await fixture.get('/master/redirect')).headers['location']).toBe('//leader.example:5055');
    expect((await fixture.get('/redirect/more')).status).toBe(404);
  });

  it('names the address of a leader that has told no hostname', async () => {
    const fixture = await follower({ ...OTHER, hostname: undefined, address: { ip: '10.0.0.1', port: 5055 } });
    expect((await fixture.get('/state')).headers['location']).toBe('//10.0.0.1:5055/state');
  });

  it('says so in its metrics', async () => {
    const fixture = await follower(OTHER);
    expect(await fixture.json('/metrics/snapshot')).toMatchObject({ 'master/elected': 0 });
  });
});
