import type { Master } from './master.js';

/**
 * Has a master forget, time and again, agents that have been unreachable or gone for long, and the first of those that are too
 * many: flags `--registry_gc_interval`, `--registry_max_agent_age` and `--registry_max_agent_count`.
 */
export function collectRegistryGarbage(master: Master): void {
  master.after(master.flags.registry_gc_interval, () => {
    collectRegistryGarbage(master);
    const unreachable = garbageAmong(master, master.registry.unreachable);
    const gone = garbageAmong(master, master.registry.gone);
    if (unreachable.size + gone.size === 0) return;
    master.registrar.apply((registry) => {
      for (const id of unreachable) registry.unreachable.delete(id);
      for (const id of gone) registry.gone.delete(id);
    });
    for (const framework of master.frameworks.values()) {
      for (const [taskId, task] of framework.unreachableTasks) {
        if (unreachable.has(task.agent_id.value)) framework.unreachableTasks.delete(taskId);
      }
    }
    master.note('info', `Forgot ${unreachable.size} unreachable and ${gone.size} gone agents`);
  });
}

/** @param since agents, the first of which goes first, with the time since when in nanoseconds since 1970 */
function garbageAmong(master: Master, since: ReadonlyMap<string, number>): ReadonlySet<string> {
  const { registry_max_agent_age: maxAge, registry_max_agent_count: maxCount } = master.flags;
  const now = master.nanoseconds();
  const tooMany = since.size - maxCount;
  return new Set([...since].filter(([, time], index) => index < tooMany || now - time > maxAge * 1e6).map(([id]) => id));
}
