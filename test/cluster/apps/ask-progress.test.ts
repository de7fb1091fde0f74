import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { askProgress } from '../../../src/cluster/apps/ask-progress.js';
import { standingOf } from '../../../src/cluster/apps/standing.js';
import type { InstalledApp } from '../../../src/index.js';
import { MarathonFixture, SLEEPER } from '../../marathon/fixture.js';

/** How it stands with all apps, by the REST API alone, and as the Marathon itself says it. */
async function standings({ marathon, clock }: MarathonFixture): Promise<{ asked: InstalledApp[]; told: InstalledApp[] }> {
  const now = clock.now();
  const asked = await askProgress(marathon.url, now, new AbortController().signal);
  const toStanding = (progress: Parameters<typeof standingOf>[0]) => standingOf(progress, now);
  return { asked: asked.map(toStanding), told: marathon.progress().map(toStanding) };
}

describe('how it stands with apps, by the REST API of a Marathon', () => {
  it('is what Marathon says itself', async () => {
    await using fixture = await MarathonFixture.start({ agents: 1 });
    await fixture.run(SLEEPER);
    await fixture.run({ ...SLEEPER, id: '/web/shop', instances: 2 });
    const { asked, told } = await standings(fixture);
    expect(asked).toEqual(told);
    expect(asked).toEqual([
      { id: '/sleeper', instances: 1, running: 1, healthy: 1, ready: true },
      { id: '/web/shop', instances: 2, running: 2, healthy: 2, ready: true },
    ]);
  });

  it('tells which agent lacks what', async () => {
    await using fixture = await MarathonFixture.start({ agents: [{ resources: 'cpus:1;mem:512' }] });
    await fixture.call('POST', '/v2/apps', { ...SLEEPER, cpus: 8, mem: 1024 });
    await fixture.until(() => fixture.marathon.progressOf('/sleeper')?.lacks.length === 1, 'an offer that does not do');
    const { asked, told } = await standings(fixture);
    expect(asked).toEqual(told);
    expect(asked[0]?.reason).toMatch(
      /^no offer fits: agent \S+ \(\S+\) lacks cpus: 8 wanted, 1 offered, mem: 1024 wanted, 512 offered/,
    );
  });

  it('names the constraints that are in the way', async () => {
    await using fixture = await MarathonFixture.start({ agents: 1 });
    await fixture.call('POST', '/v2/apps', { ...SLEEPER, constraints: [['rack', 'CLUSTER', 'a']] });
    await fixture.until(() => fixture.marathon.progressOf('/sleeper')?.lacks.length === 1, 'an offer that does not do');
    expect((await standings(fixture)).asked[0]?.reason).toContain('lacks what constraints ask for: [["rack","CLUSTER","a"]]');
  });

  it('tells of tasks that fail, and of the delay', async () => {
    await using fixture = await MarathonFixture.start({ agents: 1 });
    await fixture.call('POST', '/v2/apps', { ...SLEEPER, cmd: 'exit 3', backoffSeconds: 60 });
    await fixture.until(() => fixture.marathon.progressOf('/sleeper')?.delayedUntil !== undefined, 'a delay');
    expect((await standings(fixture)).asked).toMatchObject([
      { running: 0, ready: false, reason: expect.stringMatching(/^nothing is started for \d+ s, .*ended TASK_FAILED: /) },
    ]);
  });

  it('tells why health checks fail', async () => {
    await using fixture = await MarathonFixture.start({ agents: 1 });
    const healthChecks = [{ protocol: 'HTTP', path: '/', portIndex: 0, gracePeriodSeconds: 0, maxConsecutiveFailures: 0 }];
    await fixture.call('POST', '/v2/apps', { ...SLEEPER, healthChecks, portDefinitions: [{ port: 0 }] });
    await fixture.until(() => fixture.marathon.progressOf('/sleeper')?.unhealthy !== undefined, 'a check that fails');
    const { asked, told } = await standings(fixture);
    expect(asked).toEqual(told);
    expect(asked).toMatchObject([{ running: 1, healthy: 0, ready: false }]);
    expect(asked[0]?.reason).toMatch(/^0 of 1 are healthy; the last check failed: .*ECONNREFUSED/);
  });

  it('says that nobody answers', async () => {
    const fixture = await MarathonFixture.start({ agents: 1 });
    const { url } = fixture.marathon;
    await fixture[Symbol.asyncDispose]();
    await expect(askProgress(url, 0, new AbortController().signal)).rejects.toMatchObject({
      code: 'MARATHON_UNREACHABLE',
      details: { url, reason: expect.stringContaining('ECONNREFUSED') },
    });
  });
});

describe('what is no Marathon', () => {
  it.each([
    [
      'that answers no JSON where it says so',
      (body: string) => `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    ],
    ['that breaks off', (body: string) => `Content-Type: text/plain\r\nContent-Length: 1000\r\n\r\n${body}`],
  ])('%s is told as such', async (_, answer) => {
    const server = createServer().on('connection', (socket) => socket.end(`HTTP/1.1 200 OK\r\n${answer('<html>')}`));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      await expect(askProgress(url, 0, new AbortController().signal)).rejects.toMatchObject({ code: 'MARATHON_UNREACHABLE' });
    } finally {
      server.close();
    }
  });
});
