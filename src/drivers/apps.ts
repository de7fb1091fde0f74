/** Where the Marathon of a cluster is. */
export interface ClusterMarathon {
  /** Of its REST API: `http://ip:port`. */
  readonly url: string;
  readonly ip: string;
  readonly port: number;
}

/** An app that is installed, and how it stands with it. */
export interface InstalledApp {
  /** `/group/app` */
  readonly id: string;
  /** How many instances it is to have. */
  readonly instances: number;
  readonly running: number;
  /** Those that run, and are healthy if the app has health checks. */
  readonly healthy: number;
  /** Whether all instances run and are healthy, and nothing is being changed about it. */
  readonly ready: boolean;
  /** Why it is not ready, for people. */
  readonly reason?: string | undefined;
}

/** What is to be installed, as it was read. */
export interface InstallRequest {
  /** JSON of Marathon: an object, or text. */
  readonly app: unknown;
  /** Where it came from, for messages. */
  readonly source: string;
  /** Whether it is a group. */
  readonly group: boolean;
  /** Whether what is there already is changed. */
  readonly update: boolean;
  readonly timeoutMs: number;
  /** What `${MINIMESOS_HOST_DIR}` stands for. */
  readonly directory: string;
}

/** What is to be removed. */
export interface UninstallRequest {
  readonly id: string;
  /** Whether it is a group. */
  readonly group: boolean;
  readonly timeoutMs: number;
}

/** What installs apps on a cluster. */
export interface DriverApps {
  /** Undefined: none has been started yet. */
  readonly marathon: ClusterMarathon | undefined;
  list(): Promise<readonly InstalledApp[]>;
  install(request: InstallRequest): Promise<readonly InstalledApp[]>;
  /** Resolves with the ids of the apps that are gone. */
  uninstall(request: UninstallRequest): Promise<readonly string[]>;
}
