import type { App } from '../../src/marathon/definitions/app.js';
import { readApp } from '../../src/marathon/definitions/read-app.js';
import type { Instance } from '../../src/marathon/scheduler/instance.js';
import type { Attribute, Offer } from '../../src/mesos/wire/messages.js';

const VERSION = '2026-01-01T00:00:00.000Z';

/** An app that can be run, of one version. */
export const someApp = (more: object = {}, version = VERSION): App => ({
  ...readApp({ id: '/app', cmd: 'sleep 10', ...more }, { group: '/', role: '*' }),
  version,
  versionInfo: { lastScalingAt: version, lastConfigChangeAt: version },
});

/** An instance with a task that runs. */
export function runningInstance(app: App, host: string, attributes: Record<string, string> = {}, number = 1): Instance {
  const list = Object.entries(attributes).map(([name, value]): Attribute => ({ name, type: 'TEXT', text: { value } }));
  const task = {
    id: `t${number}`,
    agentId: 'S0',
    host,
    attributes: list,
    hostPorts: [],
    stagedAt: number,
    startedAt: number,
    ipAddresses: [],
  };
  return { id: `i${number}`, app, goal: 'Running', condition: 'Running', since: number, incarnation: 1, task, health: [] };
}

export function someOffer(more: Partial<Offer> = {}): Offer {
  return {
    ...{ id: { value: 'O1' }, framework_id: { value: 'F' }, agent_id: { value: 'S0' }, hostname: 'host-a' },
    resources: [
      { name: 'cpus', type: 'SCALAR', scalar: { value: 2 } },
      { name: 'mem', type: 'SCALAR', scalar: { value: 512 } },
      { name: 'disk', type: 'SCALAR', scalar: { value: 100 } },
      { name: 'ports', type: 'RANGES', ranges: { range: [{ begin: 31_000, end: 31_009 }] } },
    ],
    ...more,
  };
}
