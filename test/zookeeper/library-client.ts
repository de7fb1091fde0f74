import { promisify } from 'node:util';
import library, { type Client, type Event, type Stat } from 'node-zookeeper-client';
import { onTestFinished } from 'vitest';

const { CreateMode, ACL } = library;

/** The widely used client of JavaScript, as it is installed, for one test. */
export class LibraryClient {
  private constructor(readonly client: Client) {}

  static async connect(connectString: string, { sessionTimeout = 10_000 } = {}): Promise<LibraryClient> {
    const client = library.createClient(connectString, { sessionTimeout, spinDelay: 10 });
    onTestFinished(() => client.close());
    const connected = new Promise<void>((resolve) => client.once('connected', resolve));
    client.connect();
    await connected;
    return new LibraryClient(client);
  }

  /** As the server writes it. */
  get session(): string {
    return `0x${this.client.getSessionId().readBigUInt64BE().toString(16)}`;
  }

  create(path: string, data = '', mode: keyof typeof CreateMode = 'PERSISTENT', acl: keyof typeof ACL = 'OPEN_ACL_UNSAFE') {
    return promisify<string>((done) => this.client.create(path, Buffer.from(data), ACL[acl], CreateMode[mode], done))();
  }

  exists(path: string, watcher?: (event: Event) => void): Promise<Stat | null> {
    return promisify<Stat | null>((done) => this.client.exists(path, watcher ?? null, done))();
  }

  children(path: string): Promise<string[]> {
    return promisify<string[]>((done) => this.client.getChildren(path, null, done))();
  }

  setData(path: string, data: string): Promise<Stat> {
    return promisify<Stat>((done) => this.client.setData(path, Buffer.from(data), -1, done))();
  }

  data(path: string): Promise<string> {
    return promisify<Buffer>((done) => this.client.getData(path, null, done))().then(String);
  }

  remove(path: string): Promise<undefined> {
    return promisify<undefined>((done) => this.client.remove(path, -1, done))();
  }
}
