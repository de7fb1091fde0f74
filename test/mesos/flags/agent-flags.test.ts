import { describe, expect, it } from 'vitest';
import { agentFlags, parseAgentFlags } from '../../../src/mesos/flags/agent-flags.js';

/** What `/flags` of a mesos-agent 1.12 shows that was given no flags but the master, the work directory and an address. */
const shown = {
  appc_simple_discovery_uri_prefix: 'http://',
  appc_store_dir: '/tmp/mesos/store/appc',
  authenticate_http_readonly: 'false',
  authenticate_http_readwrite: 'false',
  authenticatee: 'crammd5',
  authentication_backoff_factor: '1secs',
  authentication_timeout_max: '1mins',
  authentication_timeout_min: '5secs',
  authorizer: 'local',
  cgroups_cpu_enable_pids_and_tids_count: 'false',
  cgroups_destroy_timeout: '1mins',
  cgroups_enable_cfs: 'false',
  cgroups_hierarchy: '/sys/fs/cgroup',
  cgroups_limit_swap: 'false',
  cgroups_root: 'mesos',
  container_disk_watch_interval: '15secs',
  containerizers: 'mesos',
  default_role: '*',
  disallow_sharing_agent_ipc_namespace: 'false',
  disallow_sharing_agent_pid_namespace: 'false',
  disk_watch_interval: '1mins',
  docker: 'docker',
  docker_ignore_runtime: 'false',
  docker_kill_orphans: 'true',
  docker_registry: 'https://registry-1.docker.io',
  docker_remove_delay: '6hrs',
  docker_socket: '/var/run/docker.sock',
  docker_stop_timeout: '0ns',
  docker_store_dir: '/tmp/mesos/store/docker',
  docker_volume_checkpoint_dir: '/var/run/mesos/isolators/docker/volume',
  docker_volume_chown: 'false',
  enforce_container_disk_quota: 'false',
  executor_registration_timeout: '1mins',
  executor_reregistration_timeout: '2secs',
  executor_shutdown_grace_period: '5secs',
  fetcher_cache_dir: '/tmp/mesos/fetch',
  fetcher_cache_size: '2GB',
  fetcher_stall_timeout: '1mins',
  frameworks_home: '',
  gc_delay: '1weeks',
  gc_disk_headroom: '0.1',
  gc_non_executor_container_sandboxes: 'false',
  help: 'false',
  hostname_lookup: 'true',
  http_command_executor: 'false',
  http_executor_domain_sockets: 'false',
  http_heartbeat_interval: '30secs',
  initialize_driver_logging: 'true',
  isolation: 'posix/cpu,posix/mem',
  launcher: 'posix',
  launcher_dir: '/usr/local/libexec/mesos',
  logbufsecs: '0',
  logging_level: 'INFO',
  max_completed_executors_per_framework: '150',
  memory_profiling: 'false',
  network_cni_metrics: 'true',
  network_cni_root_dir_persist: 'false',
  oversubscribed_resources_interval: '15secs',
  perf_duration: '10secs',
  perf_interval: '1mins',
  port: '5051',
  qos_correction_interval_min: '0ns',
  quiet: 'false',
  reconfiguration_policy: 'equal',
  recover: 'reconnect',
  recovery_timeout: '15mins',
  registration_backoff_factor: '1secs',
  revocable_cpu_low_priority: 'true',
  runtime_dir: '/var/run/mesos',
  sandbox_directory: '/mnt/mesos/sandbox',
  strict: 'true',
  switch_user: 'true',
  systemd_enable_support: 'true',
  systemd_runtime_directory: '/run/systemd/system',
  version: 'false',
  zk_session_timeout: '10secs',
};

describe('parseAgentFlags', () => {
  it("shows Mesos's defaults, and no other flags", () => {
    expect(parseAgentFlags().text).toEqual(shown);
  });

  it('gives durations in milliseconds, sizes in bytes, switches as booleans', () => {
    const { flags } = parseAgentFlags();
    expect(flags.registration_backoff_factor).toBe(1000);
    expect(flags.docker_stop_timeout).toBe(0);
    expect(flags.fetcher_cache_size).toBe(2 * 1024 ** 3);
    expect(flags.gc_disk_headroom).toBe(0.1);
    expect(flags.switch_user).toBe(true);
    expect(flags.resources).toBeUndefined();
  });

  it("keeps Mesos's limits", () => {
    const { problems } = parseAgentFlags({
      executor_reregistration_timeout: '16secs',
      gc_disk_headroom: 1.5,
      port: 70000,
      recover: 'never',
    });
    expect(problems.map(({ path }) => path)).toEqual(['executor_reregistration_timeout', 'gc_disk_headroom', 'port', 'recover']);
  });

  it('takes flags that have a JSON value as objects', () => {
    const { text, problems } = parseAgentFlags({ executor_environment_variables: { PATH: '/bin' } });
    expect(problems).toEqual([]);
    expect(text.executor_environment_variables).toBe('{"PATH":"/bin"}');
  });

  it('describes every flag', () => {
    for (const [name, { about }] of Object.entries(agentFlags)) expect(about, name).toMatch(/^[A-Z].*\.$/);
  });
});
