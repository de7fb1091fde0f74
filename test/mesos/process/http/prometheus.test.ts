import { expect, it } from 'vitest';
import { prometheusText } from '../../../../src/mesos/process/http/prometheus.js';
import { MasterFixture } from '../../master/master-fixture.js';

it('has a line for each metric, under a name that Prometheus takes', () => {
  expect(prometheusText({ 'master/tasks_running': 2, 'system/load_1min': 0.25 })).toBe(
    'mesos_master_tasks_running 2\nmesos_system_load_1min 0.25\n',
  );
});

it('tells metrics apart by a label whose names would be the same', () => {
  expect(prometheusText({ 'f/a-b/"\\\n': 1, 'f/a_c': 2, 'f/a_b/"\\\n': 3 })).toBe(
    'mesos_f_a_b____{name="f/a-b/\\"\\\\\\n"} 1\nmesos_f_a_b____{name="f/a_b/\\"\\\\\\n"} 3\nmesos_f_a_c 2\n',
  );
});

it('is what a master shows at /metrics/prometheus, metric by metric', async () => {
  const fixture = await MasterFixture.start();
  await fixture.agent();
  await fixture.subscribe({ name: 'sch"ö\\ne', principal: 'p' });
  const page = await fixture.get('/metrics/prometheus');
  expect(page).toMatchObject({ status: 200, headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' } });
  const lines = page.body.trimEnd().split('\n');
  for (const line of lines) expect(line).toMatch(/^mesos_\w+(\{name="([^"\\]|\\["\\n])*"\})? -?\d+(\.\d+)?(e[+-]\d+)?$/);
  expect(lines).toContain('mesos_master_slaves_active 1');
  expect(lines).toHaveLength(Object.keys(await fixture.json('/metrics/snapshot')).length);
});
