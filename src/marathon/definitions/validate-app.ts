import type { AppDocument, ContainerDocument } from './app-document.js';
import { InvalidDocument, type Violation } from './invalid.js';
import type { AppDefaults, CanonicalApp } from './normalize-app.js';
import { absoluteId, idProblems, segmentsOf } from './path-id.js';
import { isObject } from './read.js';
import { constraintProblem } from './validate-constraint.js';
import { mappingProblems, networkProblems } from './validate-networks.js';

const MARATHON_CHECKS = ['HTTP', 'HTTPS', 'TCP'];
const MESOS_CHECKS = ['MESOS_HTTP', 'MESOS_HTTPS', 'MESOS_TCP'];
/** Of which an app may have but one instance. */
const SINGLE_INSTANCE = 'MARATHON_SINGLE_INSTANCE_APP';
const NO_SECRETS = 'Feature secrets is not enabled. Enable with --enable_features secrets)';
const NO_VOLUMES = {
  persistent: 'persistent volumes are not supported by this Marathon: its tasks reserve nothing that outlives them',
  external: 'Feature external_volumes is not enabled. Enable with --enable_features external_volumes)',
  secret: NO_SECRETS,
};

/** Gathers what is wrong, by its place. */
class Complaints {
  readonly violations: Violation[] = [];

  add(path: string, ...errors: readonly (string | undefined)[]): void {
    for (const error of errors) if (error !== undefined) this.violations.push({ path, error });
  }

  unless(good: boolean, path: string, error: string): void {
    if (!good) this.add(path, error);
  }

  /** @throws InvalidDocument when something was */
  end(): void {
    if (this.violations.length > 0) throw new InvalidDocument('Object is not valid', this.violations);
  }
}

/**
 * Looks whether what old fields of an app say goes together.
 * @throws InvalidDocument
 */
export function validateOldFields({ container, ipAddress, networks, uris, fetch, ports, portDefinitions }: AppDocument): void {
  const complaints = new Complaints();
  const docker = container?.docker;
  if (docker?.credential != null) complaints.add('/container/docker/credential', 'must be empty');
  if (docker && container.type === 'MESOS') {
    complaints.unless(docker.network === undefined, '/container/docker/network', 'must be empty');
    complaints.unless(docker.parameters.length === 0, '/container/docker/parameters', 'must be empty');
    complaints.unless(!docker.portMappings, '/container/docker/portMappings', 'must be empty');
  }
  if (ipAddress?.discovery && container?.type === 'DOCKER') {
    complaints.add('/ipAddress', 'ipAddress/discovery is not allowed for Docker containers');
  }
  if (uris?.length && fetch?.length) complaints.add('/uris', 'may not be set in conjunction with fetch');
  if (docker?.network && networks?.length) complaints.add('/', 'must not specify both container.docker.network and networks');
  if (ipAddress && networks?.length) complaints.add('/', 'must not specify both networks and ipAddress');
  const fixed = (ports ?? []).filter((port) => port !== 0);
  complaints.unless(new Set(fixed).size === fixed.length, '/', 'ports must be unique');
  if (ipAddress && (ports?.length || portDefinitions?.length)) complaints.add('/', 'cannot specify both an IP address and port');
  const same = portDefinitions?.length === ports?.length && portDefinitions?.every(({ port }, index) => port === ports?.[index]);
  if (ports && portDefinitions && !same) complaints.add('/', 'cannot specify both ports and port definitions');
  complaints.end();
}

/**
 * Looks whether an app can be run.
 * @throws InvalidDocument
 */
export function validateApp(app: CanonicalApp, { group, role }: AppDefaults): void {
  const complaints = new Complaints();
  validateIdentity(app, group, complaints);
  validateContainer(app, complaints);
  validatePorts(app, complaints);
  validateHealthChecks(app, complaints);
  validatePlacement(app, role, complaints);
  validateRefused(app, complaints);
  validateRest(app, complaints);
  complaints.end();
}

function validateIdentity(
  { id = '', dependencies = [], cmd, args, container }: CanonicalApp,
  group: string,
  to: Complaints,
): void {
  const whole = absoluteId(id, group);
  to.add('/id', ...idProblems(id));
  if (segmentsOf(whole).length === 0) to.add('/id', 'Path must contain at least one path element');
  for (const [index, dependency] of dependencies.entries()) to.add(`/dependencies(${index})`, ...idProblems(dependency));
  const hasContainer = container !== undefined && (container.type === 'MESOS' || container.docker !== undefined);
  const [hasCmd, hasArgs] = [Boolean(cmd), Boolean(args?.length)];
  to.unless(
    hasCmd !== hasArgs || (!hasCmd && hasContainer),
    '/',
    "AppDefinition must either contain one of 'cmd' or 'args', and/or a 'container'.",
  );
  to.unless(cmd === undefined || cmd.length > 1, '/', 'must not be an empty string');
}

function validateContainer({ container, networks = [], gpus = 0, check }: CanonicalApp, to: Complaints): void {
  to.add('/networks', ...networkProblems(networks));
  if (!container) return;
  const isDocker = container.type === 'DOCKER';
  if (isDocker && !container.docker) to.add('/container/docker', 'not defined');
  if (container.docker?.pullConfig != null) {
    const path = '/container/docker/pullConfig';
    to.add(path, isDocker ? 'pullConfig is not supported with Docker containerizer' : NO_SECRETS);
  }
  validateVolumes(container, to);
  const mappings = container.portMappings ?? [];
  to.unless(areUnique(mappings), '/container/portMappings', 'Port names must be unique.');
  for (const [index, mapping] of mappings.entries()) {
    to.add(`/container/portMappings(${index})`, ...mappingProblems(mapping, networks));
  }
  if (isDocker && networks.filter(({ mode }) => mode === 'container').length > 1) {
    to.add('/', 'may only specify a single container network when using the Docker container engine');
  }
  if (isDocker && gpus > 0) to.add('/', 'GPU resources only work with the Mesos containerizer');
  if (isDocker && check) to.add('/', "AppDefinition must not use 'checks' if using docker");
  if (container.linuxInfo !== undefined) {
    to.add('/container/linuxInfo', 'linuxInfo is not supported by this Marathon: its agents isolate nothing');
  }
}

function validateVolumes({ volumes }: ContainerDocument, to: Complaints): void {
  for (const [index, volume] of volumes.entries()) {
    if ('refused' in volume) to.add(`/container/volumes(${index})/${volume.refused}`, NO_VOLUMES[volume.refused]);
  }
}

function validatePorts({ portDefinitions = [] }: CanonicalApp, to: Complaints): void {
  const fixed = portDefinitions.map(({ port }) => port).filter((port) => port !== 0);
  to.unless(areUnique(portDefinitions), '/portDefinitions', 'Port names must be unique.');
  to.unless(new Set(fixed).size === fixed.length, '/portDefinitions', 'Ports must be unique.');
}

const areUnique = (ports: readonly { readonly name?: string | undefined }[]): boolean => {
  const names = ports.flatMap(({ name }) => name ?? []);
  return new Set(names).size === names.length;
};

function validateHealthChecks(app: CanonicalApp, to: Complaints): void {
  const { healthChecks = [], readinessChecks = [], container, portDefinitions = [] } = app;
  const ports = container?.portMappings?.length ? container.portMappings : portDefinitions;
  for (const [index, { protocol, command, port, portIndex, ipProtocol }] of healthChecks.entries()) {
    const path = `/healthChecks(${index})`;
    if (!command && MARATHON_CHECKS.includes(protocol)) {
      to.unless(
        portIndex === undefined ? port !== undefined || ports.length === 1 : portIndex < ports.length,
        path,
        'Health check port indices must address an element of the ports array or container port mappings.',
      );
    }
    if (protocol === 'COMMAND' && !command) to.add(`${path}/command`, 'not defined');
    if (ipProtocol === 'IPv6' && !(MESOS_CHECKS.includes(protocol) && container?.type === 'DOCKER')) {
      to.add(path, 'IPv6 can only be used for container type DOCKER and Mesos http/https/tcp health checks');
    }
  }
  if (healthChecks.filter(({ command, protocol }) => !command && MESOS_CHECKS.includes(protocol)).length > 1) {
    to.add('/', 'AppDefinition can contain at most one Mesos health check');
  }
  to.unless(readinessChecks.length <= 1, '/readinessChecks', `got ${readinessChecks.length}, expected 1 or less`);
  const names = ports.flatMap(({ name }) => name ?? []);
  for (const [index, { portName, timeoutSeconds, intervalSeconds }] of readinessChecks.entries()) {
    const path = `/readinessChecks(${index})`;
    to.unless(names.includes(portName), `${path}/portName`, `No port definition reference for portName ${portName}`);
    const limit = `got ${timeoutSeconds}, expected less than ${intervalSeconds}`;
    to.unless(timeoutSeconds < intervalSeconds, `${path}/timeoutSeconds`, limit);
  }
}

function validatePlacement(app: CanonicalApp, defaultRole: string, to: Complaints): void {
  const { constraints = [], acceptedResourceRoles: accepted, role = defaultRole } = app;
  for (const [index, constraint] of constraints.entries()) to.add(`/constraints(${index})`, constraintProblem(constraint));
  to.unless(role === defaultRole, '/role', `got ${role}, expected ${defaultRole}`);
  if (!accepted) return;
  if (accepted.length === 0) to.add('/acceptedResourceRoles', 'must not be empty');
  const roles = [...new Set(['*', role])];
  to.unless(
    accepted.every((each) => roles.includes(each)),
    '/acceptedResourceRoles',
    `acceptedResourceRoles can only contain ${roles.join(' and ')}`,
  );
}

function validateRefused({ residency, secrets, env = {} }: CanonicalApp, to: Complaints): void {
  if (residency != null) to.add('/residency', NO_VOLUMES.persistent);
  if (isObject(secrets) ? Object.keys(secrets).length > 0 : secrets != null) to.add('/secrets', NO_SECRETS);
  for (const [name, value] of Object.entries(env)) {
    if (name === '') to.add('/env', 'must not be empty');
    if (typeof value === 'string') continue;
    const isSecret = isObject(value) && 'secret' in value;
    const why = 'use of secret-references in the environment requires the secrets feature to be enabled';
    to.add(isSecret ? '/env' : `/env/${name}`, isSecret ? why : 'error.expected.jsstring');
  }
}

function validateRest(app: CanonicalApp, to: Complaints): void {
  const { labels = {}, instances = 1, upgradeStrategy, unreachableStrategy, resourceLimits, cpus = 1, mem = 128 } = app;
  if (labels[SINGLE_INSTANCE] === 'true') {
    to.unless(instances <= 1, '/', 'Single instance app may only have one instance');
    for (const key of ['minimumHealthCapacity', 'maximumOverCapacity'] as const) {
      const got = upgradeStrategy?.[key] ?? 0;
      to.unless(got === 0, `/upgradeStrategy/${key}`, `got ${got}, expected 0.0`);
    }
  }
  if (unreachableStrategy && unreachableStrategy !== 'disabled') {
    const { inactiveAfterSeconds: inactive, expungeAfterSeconds: expunge } = unreachableStrategy;
    const path = '/unreachableStrategy/inactiveAfterSeconds';
    if (inactive < 0) to.add(path, `inactiveAfterSeconds (${inactive}) must be greater than or equal to 0`);
    else if (inactive > expunge) {
      to.add(path, `inactiveAfterSeconds (${inactive}) must be less or equal to expungeAfterSeconds, which is ${expunge}`);
    }
  }
  for (const [key, least] of [
    ['cpus', cpus],
    ['mem', mem],
  ] as const) {
    const limit = resourceLimits?.[key];
    if (typeof limit === 'number' && limit < least) {
      to.add(`/resourceLimits/${key}`, `resource limit must be greater than or equal to requested resource (${least})`);
    }
  }
  if (app.labels?.['DCOS_MIGRATION_API_VERSION']) {
    const isWhole =
      labels['DCOS_MIGRATION_API_VERSION'] === 'v1' && labels['DCOS_PACKAGE_FRAMEWORK_NAME'] && labels['DCOS_MIGRATION_API_PATH'];
    to.unless(
      Boolean(isWhole),
      '/',
      'DCOS_PACKAGE_FRAMEWORK_NAME and DCOS_MIGRATION_API_PATH must be defined when using DCOS_MIGRATION_API_VERSION',
    );
  }
}
