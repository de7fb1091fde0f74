/** An app as Marathon's REST API writes it, all defaults filled in; old fields are in their new places. */
export interface App {
  /** Absolute: `/group/app`. */
  readonly id: string;
  readonly acceptedResourceRoles?: readonly string[] | undefined;
  readonly args: readonly string[];
  readonly backoffFactor: number;
  readonly backoffSeconds: number;
  readonly cmd?: string | undefined;
  /** Each a field, an operator and perhaps a value. */
  readonly constraints: readonly (readonly string[])[];
  readonly container?: Container | undefined;
  readonly cpus: number;
  readonly dependencies: readonly string[];
  readonly disk: number;
  readonly env: Readonly<Record<string, string>>;
  readonly executor: string;
  readonly executorResources?: ExecutorResources | undefined;
  readonly fetch: readonly Artifact[];
  readonly gpus: number;
  readonly healthChecks: readonly HealthCheck[];
  readonly check?: Check | undefined;
  readonly instances: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly maxLaunchDelaySeconds: number;
  readonly mem: number;
  readonly networks: readonly Network[];
  /** With networks of the host only; else the container has port mappings. */
  readonly portDefinitions?: readonly PortDefinition[] | undefined;
  readonly readinessChecks: readonly ReadinessCheck[];
  readonly requirePorts: boolean;
  readonly resourceLimits?: ResourceLimits | undefined;
  readonly role: string;
  readonly taskKillGracePeriodSeconds?: number | undefined;
  readonly tty?: boolean | undefined;
  readonly unreachableStrategy: UnreachableStrategy;
  readonly killSelection: KillSelection;
  readonly upgradeStrategy: UpgradeStrategy;
  readonly user?: string | undefined;
  /** Of the last change, whatever it was. */
  readonly version: string;
  readonly versionInfo: VersionInfo;
}

/** When what was changed last. */
export interface VersionInfo {
  readonly lastScalingAt: string;
  /** Of the last change that its tasks have to be replaced for. */
  readonly lastConfigChangeAt: string;
}

export interface Artifact {
  readonly uri: string;
  readonly extract: boolean;
  readonly executable: boolean;
  readonly cache: boolean;
  readonly destPath?: string | undefined;
}

export interface Container {
  readonly type: 'MESOS' | 'DOCKER';
  readonly docker?: DockerContainer | undefined;
  readonly volumes: readonly HostVolume[];
  readonly portMappings?: readonly PortMapping[] | undefined;
}

export interface DockerContainer {
  readonly image: string;
  readonly forcePullImage: boolean;
  readonly privileged: boolean;
  readonly parameters: readonly { readonly key: string; readonly value: string }[];
}

export interface HostVolume {
  readonly containerPath: string;
  readonly hostPath: string;
  readonly mode: 'RO' | 'RW';
}

export interface PortMapping {
  /** 0: the same as the host port. */
  readonly containerPort: number;
  /** 0: any. Without it, the agent gives none. */
  readonly hostPort?: number | undefined;
  readonly servicePort: number;
  readonly name?: string | undefined;
  readonly protocol: Protocol;
  readonly labels: Readonly<Record<string, string>>;
  readonly networkNames: readonly string[];
}

export interface PortDefinition {
  /** What balancers know the app by, and with `requirePorts` the port at the agent. */
  readonly port: number;
  readonly name?: string | undefined;
  readonly protocol: Protocol;
  readonly labels: Readonly<Record<string, string>>;
}

export type Protocol = 'tcp' | 'udp' | 'udp,tcp';
export type NetworkMode = 'container' | 'container/bridge' | 'host';

export interface Network {
  readonly mode: NetworkMode;
  readonly name?: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
}

export type HealthCheckProtocol = 'HTTP' | 'HTTPS' | 'TCP' | 'COMMAND' | 'MESOS_TCP' | 'MESOS_HTTP' | 'MESOS_HTTPS';

/** HTTP, HTTPS and TCP are looked at from here, all others by the agent. */
export interface HealthCheck {
  readonly protocol: HealthCheckProtocol;
  readonly command?: { readonly value: string } | undefined;
  readonly path?: string | undefined;
  readonly port?: number | undefined;
  readonly portIndex?: number | undefined;
  readonly gracePeriodSeconds: number;
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  readonly delaySeconds: number;
  readonly maxConsecutiveFailures: number;
  readonly ignoreHttp1xx: boolean;
  readonly ipProtocol: 'IPv4' | 'IPv6';
}

/** A check by the agent whose result is only shown. */
export interface Check {
  readonly http?: { readonly path?: string | undefined; readonly scheme: 'HTTP' | 'HTTPS' } & CheckPort;
  readonly tcp?: CheckPort | undefined;
  readonly exec?: { readonly command: CheckCommand } | undefined;
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  readonly delaySeconds: number;
}

interface CheckPort {
  readonly port?: number | undefined;
  readonly portIndex?: number | undefined;
}

interface CheckCommand {
  readonly shell?: string | undefined;
  readonly argv?: readonly string[] | undefined;
}

export interface ReadinessCheck {
  readonly name: string;
  readonly protocol: 'HTTP' | 'HTTPS';
  readonly path: string;
  readonly portName: string;
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  readonly httpStatusCodesForReady: readonly number[];
  readonly preserveLastResponse: boolean;
}

export interface UpgradeStrategy {
  readonly maximumOverCapacity: number;
  readonly minimumHealthCapacity: number;
}

export type UnreachableStrategy = 'disabled' | { readonly inactiveAfterSeconds: number; readonly expungeAfterSeconds: number };

export type KillSelection = 'YOUNGEST_FIRST' | 'OLDEST_FIRST';

export interface ExecutorResources {
  readonly cpus: number;
  readonly mem: number;
  readonly disk: number;
}

export interface ResourceLimits {
  readonly cpus?: number | 'unlimited' | undefined;
  readonly mem?: number | 'unlimited' | undefined;
}
