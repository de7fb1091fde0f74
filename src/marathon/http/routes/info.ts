import type { HttpResponse } from '../../../mesos/process/http/message.js';
import type { Core } from '../../core.js';
import { json, methodNotAllowed } from '../answers.js';
import type { MarathonRequest } from '../request.js';

/** Whose REST API this is. */
export const MARATHON_VERSION = '1.11.24';

/** `/v2/info` */
export function info({ core, method, url }: MarathonRequest): HttpResponse {
  if (method !== 'GET') throw methodNotAllowed('GET', 'HEAD');
  const { host, port } = new URL(url);
  return json({
    ...{ name: 'marathon', version: MARATHON_VERSION, buildref: 'minimesos', elected: true, leader: host },
    frameworkId: core.scheduler.frameworkId,
    marathon_config: config(core, url),
    zookeeper_config: zookeeperConfig(core),
    http_config: { http_port: Number(port), https_port: 8443 },
  });
}

/** What Marathon's flags would be for it to be as this one. */
function config({ framework, options, scheduler }: Core, url: string): Record<string, unknown> {
  const { masters } = options;
  return {
    ...{ access_control_allow_origin: null, checkpoint: true, decline_offer_duration: 120_000, default_network_name: null },
    ...{ env_vars_prefix: null, executor: '//cmd', failover_timeout: framework.failover_timeout, features: ['gpu_resources'] },
    ...{ framework_name: framework.name, ha: options.zookeeper !== undefined, hostname: framework.hostname },
    ...{ launch_token: 100, launch_token_refresh_interval: 30_000 },
    ...{ leader_proxy_connection_timeout_ms: 5000, leader_proxy_read_timeout_ms: 10_000 },
    ...{ local_port_max: 20_000, local_port_min: 10_000, maintenance_mode: true },
    master: typeof masters === 'string' ? masters : (scheduler.master ?? null),
    ...{ max_instances_per_offer: 5, mesos_bridge_name: 'mesos-bridge' },
    ...{ mesos_heartbeat_failure_threshold: 5, mesos_heartbeat_interval: 15_000 },
    mesos_leader_ui_url: scheduler.master === undefined ? null : `${scheduler.master}/`,
    ...{ mesos_role: framework.roles?.[0], mesos_user: framework.user, min_revive_offers_interval: 5000 },
    ...{ new_group_enforce_role: 'off', offer_matching_timeout: 3000, on_elected_prepare_timeout: 180_000 },
    ...{ reconciliation_initial_delay: 15_000, reconciliation_interval: 600_000 },
    ...{ scale_apps_initial_delay: 15_000, scale_apps_interval: 300_000, store_cache: true },
    ...{ task_launch_confirm_timeout: 300_000, task_launch_timeout: 300_000 },
    ...{ task_lost_expunge_initial_delay: 300_000, task_lost_expunge_interval: 30_000, task_reservation_timeout: 20_000 },
    webui_url: url,
  };
}

function zookeeperConfig({ options: { zookeeper } }: Core): Record<string, unknown> {
  return {
    ...{ zk: zookeeper?.url ?? '', zk_compression: false, zk_compression_threshold: 65_536, zk_connection_timeout: 10_000 },
    ...{ zk_max_node_size: 1_024_000, zk_max_versions: 50, zk_session_timeout: 10_000, zk_timeout: 10_000 },
  };
}
