import type { InstalledApp } from '../../drivers/apps.js';
import type { AppProgress } from '../../marathon/marathon.js';

/** How it stands with an app, as users are told. */
export function standingOf(progress: AppProgress, now: number): InstalledApp {
  const { id, instances, running, serving, deployed } = progress;
  const ready = deployed && running >= instances && serving >= instances;
  return { id, instances, running, healthy: serving, ready, ...(!ready && { reason: reasonOf(progress, now) }) };
}

function reasonOf(progress: AppProgress, now: number): string {
  const { instances, running, serving, waiting, lacks, delayedUntil, lastFailure, unhealthy } = progress;
  const failure = lastFailure
    ? `; its last task ended ${lastFailure.state}${lastFailure.message && `: ${lastFailure.message}`}`
    : '';
  if (delayedUntil !== undefined && delayedUntil > now) {
    return `nothing is started for ${Math.ceil((delayedUntil - now) / 1000)} s, as tasks have ${lastFailure ? 'failed' : 'ended'}${failure}`;
  }
  if (waiting > 0 && lacks.length > 0) {
    const agents = lacks.map(({ hostname, agentId, lacks: all }) => {
      return `agent ${agentId} (${hostname}) lacks ${all.map(({ text }) => text).join(', ')}`;
    });
    return `no offer fits: ${agents.join('; ')}`;
  }
  if (waiting > 0) return `it waits for offers${failure}`;
  if (running < instances) return `${running} of ${instances} run${failure}`;
  if (serving < instances) {
    return `${serving} of ${instances} are healthy${unhealthy === undefined ? '' : `; the last check failed: ${unhealthy}`}${failure}`;
  }
  return 'it is being deployed';
}
