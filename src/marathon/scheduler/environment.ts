import type { Random } from '../../mesos/process/random.js';
import type { App } from '../definitions/app.js';
import type { HostPorts } from './match-ports.js';

/** Labels with longer names or values are not told to tasks. */
const LONGEST_VALUE = 512;
const LABEL_PREFIX = 'MARATHON_APP_LABEL_';
const FIRST_GENERATED_PORT = 1025;
const LAST_PORT = 65_535;

/** The variables of a task: what Marathon tells it of itself, its ports and its host, and over those its own. */
export function environmentOf(
  app: App,
  { taskId, host, hostPorts }: { readonly taskId: string; readonly host: string; readonly hostPorts: HostPorts },
  random: Random,
): Record<string, string> {
  const image = app.container?.type === 'DOCKER' ? app.container.docker?.image : undefined;
  return {
    MESOS_TASK_ID: taskId,
    MARATHON_APP_ID: app.id,
    MARATHON_APP_VERSION: app.version,
    ...(image !== undefined && { MARATHON_APP_DOCKER_IMAGE: image }),
    MARATHON_APP_RESOURCE_CPUS: decimal(app.cpus),
    MARATHON_APP_RESOURCE_MEM: decimal(app.mem),
    MARATHON_APP_RESOURCE_DISK: decimal(app.disk),
    MARATHON_APP_RESOURCE_GPUS: String(app.gpus),
    MARATHON_APP_ENFORCE_GROUP_ROLE: 'FALSE',
    ...labelVariables(app.labels),
    ...portVariables(app, hostPorts, random),
    HOST: host,
    ...app.env,
  };
}

function labelVariables(labels: App['labels']): Record<string, string> {
  const told = Object.entries(labels)
    .filter(([key, value]) => key.length < LONGEST_VALUE - LABEL_PREFIX.length && value.length < LONGEST_VALUE)
    .map(([key, value]) => [key.replace(/[^a-zA-Z0-9_]+/g, '_').toUpperCase(), value] as const);
  const variables = Object.fromEntries(told.map(([key, value]) => [`${LABEL_PREFIX}${key}`, value]));
  return { MARATHON_APP_LABELS: told.map(([key]) => key).join(' '), ...variables };
}

/** A port that the task asked for, and the one it is to listen on. */
interface AssignedPort {
  readonly name: string | undefined;
  readonly requested: number;
  readonly effective: number;
}

function portVariables(app: App, hostPorts: HostPorts, random: Random): Record<string, string> {
  const assigned = assignedPorts(app, hostPorts, random);
  if (assigned.length === 0) return {};
  const variables: Record<string, string> = {};
  for (const [index, { name, requested, effective }] of assigned.entries()) {
    const port = String(effective);
    variables[`PORT${index}`] = port;
    variables[`PORT_${requested === 0 ? effective : requested}`] = port;
    if (name !== undefined) variables[`PORT_${name.toUpperCase()}`] = port;
  }
  const generated = assigned.filter(({ requested }, index) => requested === 0 && hostPorts[index] === undefined);
  const ports = [...hostPorts.filter((port) => port !== undefined), ...generated.map(({ effective }) => effective)];
  return { ...variables, ...(ports.length > 0 && { PORT: String(ports[0]) }), PORTS: ports.join(',') };
}

/** Where the task has a network of its own and no port at the agent, it listens on that of its container, or on any. */
function assignedPorts({ container, portDefinitions = [] }: App, hostPorts: HostPorts, random: Random): AssignedPort[] {
  const mappings = container?.portMappings ?? [];
  const requested =
    mappings.length > 0
      ? mappings.map(({ name, containerPort }) => ({ name, requested: containerPort }))
      : portDefinitions.map(({ name, port }) => ({ name, requested: port }));
  const used = new Set([...requested.map((each) => each.requested), ...hostPorts]);
  const generate = () => {
    for (;;) {
      const port = FIRST_GENERATED_PORT + Math.floor(random.number() * (LAST_PORT - FIRST_GENERATED_PORT));
      if (used.has(port)) continue;
      used.add(port);
      return port;
    }
  };
  return requested.map((each, index) => ({ ...each, effective: hostPorts[index] ?? (each.requested || generate()) }));
}

/** As Java writes a double. */
const decimal = (value: number): string => (Number.isInteger(value) ? value.toFixed(1) : String(value));
