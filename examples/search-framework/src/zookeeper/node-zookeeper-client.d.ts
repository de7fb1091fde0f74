/** As much of the client as is used here: the package comes without types. */
declare module 'node-zookeeper-client' {
  export interface ZnodeStat {
    /** How often the data has been changed. */
    readonly version: number;
    /** The session that the znode goes with; nothing but zeros for one that stays. */
    readonly ephemeralOwner: Buffer;
  }
  /** The name of an error is that of ZooKeeper, such as `NO_NODE`. */
  export type Done<Results extends unknown[]> = (error: Error | null, ...results: Results) => void;
  export interface ZooKeeperClient {
    connect(): void;
    close(): void;
    on(event: 'connected' | 'disconnected' | 'expired', listener: () => void): this;
    removeAllListeners(): this;
    getSessionId(): Buffer;
    addAuthInfo(scheme: string, auth: Buffer): void;
    create(path: string, data: Buffer, done: Done<[path: string]>): void;
    create(path: string, data: Buffer, acls: readonly object[], mode: number, done: Done<[path: string]>): void;
    remove(path: string, version: number, done: Done<[]>): void;
    exists(path: string, watcher: (() => void) | undefined, done: Done<[stat: ZnodeStat | null]>): void;
    getData(path: string, watcher: (() => void) | undefined, done: Done<[data: Buffer | undefined, stat: ZnodeStat]>): void;
    setData(path: string, data: Buffer, version: number, done: Done<[stat: ZnodeStat]>): void;
    getChildren(path: string, watcher: (() => void) | undefined, done: Done<[names: string[]]>): void;
  }
  export function createClient(servers: string, options: { sessionTimeout: number; spinDelay: number }): ZooKeeperClient;
  export const CreateMode: Readonly<Record<'PERSISTENT' | 'EPHEMERAL', number>>;
  export const ACL: Readonly<Record<'OPEN_ACL_UNSAFE' | 'CREATOR_ALL_ACL', readonly object[]>>;
}
