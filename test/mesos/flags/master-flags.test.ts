import { describe, expect, it } from 'vitest';
import { masterFlags, parseMasterFlags } from '../../../src/mesos/flags/master-flags.js';
import { validateRole } from '../../../src/mesos/resources/role.js';

/** What `/flags` of a mesos-master 1.12 shows that was given no flags but its work directory and an address. */
const shown = {
  agent_ping_timeout: '15secs',
  agent_reregister_timeout: '10mins',
  allocation_interval: '1secs',
  allocator: 'hierarchical',
  allocator_agent_recovery_factor: '0.8',
  allocator_recovery_timeout: '10mins',
  authenticate_agents: 'false',
  authenticate_frameworks: 'false',
  authenticate_http_frameworks: 'false',
  authenticate_http_readonly: 'false',
  authenticate_http_readwrite: 'false',
  authentication_v0_timeout: '15secs',
  authenticators: 'crammd5',
  authorizers: 'local',
  filter_gpu_resources: 'true',
  framework_sorter: 'drf',
  help: 'false',
  hostname_lookup: 'true',
  http_authenticators: 'basic',
  initialize_driver_logging: 'true',
  log_auto_initialize: 'true',
  logbufsecs: '0',
  logging_level: 'INFO',
  max_agent_ping_timeouts: '5',
  max_completed_frameworks: '50',
  max_completed_tasks_per_framework: '1000',
  max_operator_event_stream_subscribers: '1000',
  max_unreachable_tasks_per_framework: '1000',
  memory_profiling: 'false',
  min_allocatable_resources: 'cpus:0.01|mem:32',
  offer_constraints_re2_max_mem: '4KB',
  offer_constraints_re2_max_program_size: '100',
  port: '5050',
  publish_per_framework_metrics: 'true',
  quiet: 'false',
  recovery_agent_removal_limit: '100%',
  registry: 'replicated_log',
  registry_fetch_timeout: '1mins',
  registry_gc_interval: '15mins',
  registry_max_agent_age: '2weeks',
  registry_max_agent_count: '102400',
  registry_store_timeout: '20secs',
  registry_strict: 'false',
  require_agent_domain: 'false',
  role_sorter: 'drf',
  root_submissions: 'true',
  version: 'false',
  webui_dir: '/usr/local/share/mesos/webui',
  zk_session_timeout: '10secs',
};

describe('parseMasterFlags', () => {
  it("shows Mesos's defaults, and no other flags", () => {
    expect(parseMasterFlags().text).toEqual(shown);
  });

  it('gives durations in milliseconds, sizes in bytes, switches as booleans', () => {
    const { flags } = parseMasterFlags();
    expect(flags.allocation_interval).toBe(1000);
    expect(flags.registry_max_agent_age).toBe(14 * 24 * 3600 * 1000);
    expect(flags.offer_constraints_re2_max_mem).toBe(4096);
    expect(flags.filter_gpu_resources).toBe(true);
    expect(flags.allocator_agent_recovery_factor).toBe(0.8);
    expect(flags.offer_timeout).toBeUndefined();
  });

  it("keeps Mesos's limits", () => {
    const { problems } = parseMasterFlags({
      agent_reregister_timeout: '1mins',
      agent_ping_timeout: '1secs',
      agent_removal_rate_limit: '1/10mins',
      recovery_agent_removal_limit: 'half',
      registry: 'zookeeper',
      logging_level: 'DEBUG',
    });
    expect(problems.map(({ path }) => path)).toEqual([
      'agent_reregister_timeout',
      'recovery_agent_removal_limit',
      'registry',
      'logging_level',
    ]);
  });

  it.each(['1/10mins', '20/1.5hrs'])('takes the rate %s', (rate) => {
    const { problems, text } = parseMasterFlags({ agent_removal_rate_limit: rate });
    expect([problems, text['agent_removal_rate_limit']]).toEqual([[], rate.replace('1.5hrs', '90mins')]);
  });

  it.each([
    '',
    '1',
    '1/',
    '/10mins',
    '1/10',
    '1/10years',
    '0/10mins',
    '-1/10mins',
    '1.5/10mins',
    '1/0secs',
    '1/-5secs',
    '1/2/3secs',
  ])('refuses the rate %j', (rate) => {
    const { problems } = parseMasterFlags({ agent_removal_rate_limit: rate });
    expect(problems).toMatchObject([{ path: 'agent_removal_rate_limit' }]);
  });

  it.each(['0%', '50%', '12.5%', '100%'])('takes %s of all agents', (part) => {
    expect(parseMasterFlags({ recovery_agent_removal_limit: part }).problems).toEqual([]);
  });

  it.each(['', '50', '101%', '-1%', '%', 'half%', '50%%'])('refuses %j of all agents', (part) => {
    const { problems } = parseMasterFlags({ recovery_agent_removal_limit: part });
    expect(problems).toMatchObject([{ path: 'recovery_agent_removal_limit' }]);
  });

  it('takes names of roles as validateRole does', () => {
    const names = ['*', 'a', 'a/b', '.a', '...', 'a.b/c-d', '**', 'ü', 'a:b', 'a/b/c'];
    const others = ['', '.', '..', 'a/..', 'a/*', '*/a', '-a', 'a/-b', '/a', 'a/', 'a//b', 'a b', 'a\x7f'];
    const takes = (roles: string) => parseMasterFlags({ roles }).problems.length === 0;
    for (const role of [...names, ...others]) expect(takes(role), role).toBe(validateRole(role) === undefined);
    for (const role of others) expect(takes(`x,${role}`), role).toBe(false);
    expect(takes(names.join(','))).toBe(true);
  });

  it('has weights that are numbers above 0', () => {
    const takes = (weights: string) => parseMasterFlags({ weights }).problems.length === 0;
    for (const weight of ['1', '10', '0.5', '.5', '2.', '007']) expect(takes(`a=${weight},b=1`), weight).toBe(true);
    for (const weight of ['', '0', '0.0', '.', '-1', 'x', '1.2.3', '1e3']) expect(takes(`a=${weight},b=1`), weight).toBe(false);
    expect(takes(`${'a=11,'.repeat(10_000)}a=x`)).toBe(false);
  });

  it('has weights only of the roles there are', () => {
    const given = { roles: 'web,batch/night', weights: 'web=2,*=1,batch/night=3' };
    expect(parseMasterFlags(given).problems).toEqual([]);
    const { problems } = parseMasterFlags({ ...given, weights: 'web=2,batch=1' });
    expect(problems).toMatchObject([{ path: 'weights', message: expect.stringContaining('(batch is none of them)') }]);
  });

  it('knows the names from before Mesos 1.0', () => {
    expect(parseMasterFlags({ slave_ping_timeout: '2secs', authenticate: true })).toMatchObject({
      flags: { agent_ping_timeout: 2000, authenticate_frameworks: true },
      problems: [],
    });
  });

  it('describes every flag', () => {
    for (const [name, { about }] of Object.entries(masterFlags)) expect(about, name).toMatch(/^[A-Z].*\.$/);
  });
});
