/** As much of the client's interface as the tests use: the package comes without types. */
declare module 'node-zookeeper-client' {
  export interface Stat {
    readonly version: number;
    readonly cversion: number;
    readonly aversion: number;
    readonly dataLength: number;
    readonly numChildren: number;
    readonly ephemeralOwner: Buffer;
    readonly czxid: Buffer;
    readonly mzxid: Buffer;
    readonly pzxid: Buffer;
  }
  export interface Event {
    readonly type: number;
    readonly name: string;
    readonly path: string;
  }
  export type Watcher = (event: Event) => void;
  export type Callback<Result> = (error: (Error & { code: number; name: string }) | null, result: Result) => void;
  export interface Transaction {
    create(path: string, data?: Buffer): this;
    setData(path: string, data: Buffer, version?: number): this;
    check(path: string, version?: number): this;
    remove(path: string, version?: number): this;
    commit(callback: Callback<{ path?: string; stat?: Stat; err?: number }[]>): void;
  }
  export interface Client {
    connect(): void;
    close(): void;
    once(event: string, listener: () => void): this;
    on(event: string, listener: () => void): this;
    getSessionId(): Buffer;
    getSessionPassword(): Buffer;
    getSessionTimeout(): number;
    addAuthInfo(scheme: string, auth: Buffer): void;
    create(path: string, data: Buffer | null, acls: unknown[] | null, mode: number, callback: Callback<string>): void;
    remove(path: string, version: number, callback: Callback<undefined>): void;
    exists(path: string, watcher: Watcher | null, callback: Callback<Stat | null>): void;
    getData(path: string, watcher: Watcher | null, callback: (error: Error | null, data: Buffer, stat: Stat) => void): void;
    setData(path: string, data: Buffer | null, version: number, callback: Callback<Stat>): void;
    getChildren(
      path: string,
      watcher: Watcher | null,
      callback: (error: Error | null, children: string[], stat: Stat) => void,
    ): void;
    getACL(path: string, callback: Callback<{ permission: number; id: { scheme: string; id: string } }[]>): void;
    setACL(path: string, acls: unknown[], version: number, callback: Callback<Stat>): void;
    transaction(): Transaction;
  }
  const library: {
    createClient(connectString: string, options?: { sessionTimeout?: number; spinDelay?: number; retries?: number }): Client;
    CreateMode: Record<'PERSISTENT' | 'EPHEMERAL' | 'PERSISTENT_SEQUENTIAL' | 'EPHEMERAL_SEQUENTIAL', number>;
    ACL: Record<'OPEN_ACL_UNSAFE' | 'READ_ACL_UNSAFE' | 'CREATOR_ALL_ACL', unknown[]>;
  };
  export default library;
}
