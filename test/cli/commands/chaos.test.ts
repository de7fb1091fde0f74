import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ChaosReport } from '../../../src/index.js';
import { formatSeed } from '../../../src/seed.js';
import { Place } from '../real-cli.js';
import { TestServer } from '../test-cluster.js';

let place: Place;
let test: TestServer;
beforeAll(async () => {
  place = new Place();
  test = await TestServer.start();
});
afterEach(() => place.killAll());
afterAll(async () => {
  await test[Symbol.asyncDispose]();
  await place[Symbol.asyncDispose]();
});

/** A scheduler that subscribes, and does this; then nothing more, until it is told to end. */
const scheduler = (more = '') => [
  process.execPath,
  '-e',
  `const framework_info = { name: 'mine', user: require('os').userInfo().username, failover_timeout: 3600 };
   fetch(process.env.MINIMESOS_MASTER + '/api/v1/scheduler', { method: 'POST', headers: { 'Content-Type': 'application/json' },
     body: JSON.stringify({ type: 'SUBSCRIBE', subscribe: { framework_info } }) })
   .then(async (answer) => { console.log('subscribed'); ${more}; for await (const _ of answer.body); }).catch(() => process.exit(9))`,
];

function planFile(name: string, steps: readonly object[], duration = 200): string {
  const file = join(place.folder, name);
  writeFileSync(file, JSON.stringify({ duration, steps }));
  return file;
}

describe('minimesos chaos --plan', () => {
  it('shows what would be done, and does nothing', async () => {
    const args = ['chaos', '--plan', '--agents', '3', '--for', '20secs'];
    const { stdout, code } = await test.run([...args, '--seed', '7', '--', 'true']);
    expect([code, stdout.split('\n')[0]]).toEqual([0, `Seed ${formatSeed(7)}`]);
    expect(stdout).toMatch(/^ +\+\d+\.\ds {2}.* for \d+\.\d s$/m);
    const again = await test.run([...args, '--seed', formatSeed(7), '--', 'true']);
    expect(again.stdout).toBe(stdout);
    const json = await test.run([...args, '--seed', '7', '--json']);
    expect(JSON.parse(json.stdout)).toMatchObject({ seed: formatSeed(7), duration: 20_000 });
  });

  it('refuses seeds of other versions, and plans that are none', async () => {
    const { stderr } = await test.run(['chaos', '--plan', '--seed', '7@0.0.0', '--', 'true']);
    expect(stderr).toContain('Seed 7 comes from minimesos 0.0.0');
    const file = planFile('wrong.json', [{ at: 0, act: 'explode' }]);
    const wrong = await test.run(['chaos', '--plan', '--plan-file', file, '--', 'true']);
    expect([wrong.code, wrong.stderr]).toEqual([
      1,
      expect.stringContaining('does not describe a plan of chaos:\n  steps[0].act: '),
    ]);
  });
});

describe('minimesos chaos with options that are wrong', () => {
  const description = (name: string, lines: string) => {
    const file = join(place.folder, name);
    writeFileSync(file, lines);
    return file;
  };

  it.each([
    [() => ['--seed', 'abc'], '--seed expects a whole number'],
    [() => ['--seed', '-1'], 'but got "-1"'],
    [() => ['--for', '0'], 'above 0 and 1weeks at most'],
    [() => ['--for', '100weeks'], 'above 0 and 1weeks at most'],
    [() => ['--plan-file', planFile('surplus.json', []), '--seed', '7'], 'to stand without --seed'],
    [() => ['--config', description('virtual.yaml', 'clock: virtual')], 'whose time passes by itself'],
  ])('says so before it starts anything', async (args, message) => {
    const { code, stdout, stderr } = await test.run(['chaos', ...args(), '--', 'true']);
    expect([code, stdout, stderr]).toEqual([2, '', expect.stringContaining(message)]);
    expect(stderr).not.toContain('is ready');
  });
});

describe('minimesos chaos -- command', () => {
  it('says what was done and that all is well, and ends the command', async () => {
    const file = planFile('plan.json', [{ at: 0, until: 100, act: 'kill-agent', agent: 0 }]);
    const cli = place.start(['chaos', '--plan-file', file, '--agents', '2', '--', ...scheduler()]);
    expect([await cli.ended, cli.stdout]).toEqual([0, 'subscribed\n']);
    expect(cli.stderr).toMatch(/^ +\+\d+\.\ds {2}begun {4}agent 0 crashes$/m);
    expect(cli.stderr).toMatch(/^ +\+\d+\.\ds {2}ended {4}agent 0 crashes$/m);
    expect(cli.stderr).toContain(
      'The plan: 1 thing went wrong in 200ms, 0 could not be done.\n  ok     The framework is subscribed',
    );
    expect(cli.stderr).not.toContain('WRONG');
  });

  it('exits as the command does that ends by itself, and reports in JSON', async () => {
    const file = planFile('long.json', [{ at: 0, until: 100, act: 'kill-master' }], 60_000);
    // Chaos has begun when the master is gone.
    const more = 'try { for await (const _ of answer.body); } catch {} process.exit(3)';
    const cli = place.start(['chaos', '--json', '--plan-file', file, '--', ...scheduler(more)]);
    expect(await cli.ended).toBe(3);
    expect(JSON.parse(cli.stdout) as ChaosReport).toMatchObject({ consistent: true, findings: [], exitCode: 3 });
    expect(cli.stderr).toBe('subscribed\n');
    const early = place.start(['chaos', '--', 'sh', '-c', 'exit 4']);
    expect([await early.ended, early.stderr]).toEqual([
      4,
      expect.stringContaining('ended with 4 before a framework had subscribed'),
    ]);
    expect(await place.start(['chaos', '--', 'true']).ended).toBe(1);
    const unknown = place.start(['chaos', '--', 'no-such-command']);
    expect([await unknown.ended, unknown.stderr]).toEqual([127, expect.stringContaining('There is no command no-such-command.')]);
  });

  it('ends all of it on Ctrl-C', async () => {
    const cli = place.start(['chaos', '--for', '10mins', '--', ...scheduler()]);
    await cli.printed('subscribed');
    cli.child.kill('SIGINT');
    expect(await cli.ended).toBe(130);
  });

  it('does it to a cluster that runs', async () => {
    const cluster = await test.cluster({ name: 'blue', agents: 1 });
    const file = planFile('advance.json', [{ at: 0, act: 'advance', by: 1000 }]);
    const { code, stdout } = await test.run(['chaos', '--json', '--cluster', 'blue', '--plan-file', file, '--', ...scheduler()]);
    expect([code, JSON.parse(stdout)]).toMatchObject([0, { consistent: true, moments: [{ what: 'begun', text: '1secs pass' }] }]);
    expect((await cluster.state()).slaves).toHaveLength(1);
    const described = await test.run(['chaos', '--cluster', 'blue', '--agents', '2']);
    expect([described.code, described.stderr]).toEqual([
      2,
      expect.stringContaining('--agents expects a cluster that is started'),
    ]);
  });
});
