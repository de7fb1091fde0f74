const SERVER = '[^\\s/@,:]+(?::\\d{1,5})?';
const FORM = new RegExp(
  `^zk://(?:(?<credentials>[^\\s/@:]+:[^\\s/@]*)@)?(?<servers>${SERVER}(?:,${SERVER})*)(?<path>(?:/[^\\s/]+)*)/?$`,
);

/** A place in a ZooKeeper, as Mesos writes it: `zk://user:password@host:port,host:port/path`. */
export class ZooKeeperUrl {
  private constructor(
    /** `host:port,host:port`, as clients take it. */
    readonly servers: string,
    /** Empty for the root. */
    readonly path: string,
    /** `user:password` */
    readonly credentials: string | undefined,
  ) {}

  /** Undefined when the text is something else. */
  static parse(text: string): ZooKeeperUrl | undefined {
    const { servers, path, credentials } = FORM.exec(text)?.groups ?? {};
    return servers === undefined || path === undefined ? undefined : new ZooKeeperUrl(servers, path, credentials);
  }

  /** A place below this one. */
  below(...names: readonly string[]): ZooKeeperUrl {
    return new ZooKeeperUrl(this.servers, [this.path, ...names].join('/'), this.credentials);
  }

  /** With the password: for programs, not for people. */
  get secret(): string {
    return `${this.secretRoot}${this.path}`;
  }

  /** The same for all places that one session is enough for. */
  get secretRoot(): string {
    return `zk://${this.credentials ? `${this.credentials}@` : ''}${this.servers}`;
  }

  /** Without the password. */
  toString(): string {
    return `zk://${this.servers}${this.path}`;
  }

  toJSON(): string {
    return this.toString();
  }
}
