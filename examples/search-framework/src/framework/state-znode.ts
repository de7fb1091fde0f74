import { randomUUID } from 'node:crypto';
import { isAway, isConflict, type Znode, type ZooKeeper } from '../zookeeper/zookeeper.js';
import { emptyState, type FrameworkState, readState, type StateStore, TakenOver } from './state.js';

/**
 * Keeps the state in a znode. Every scheduler leaves its mark there when it starts, and then writes only over its own mark:
 * the one that was started last goes on, and no other overwrites what it has recorded.
 */
export class StateZnode implements StateStore {
  readonly lost: Promise<never>;
  readonly #zookeeper: ZooKeeper;
  readonly #path: string;
  readonly #log: (line: string) => void;
  readonly #mark = randomUUID();
  #isLost!: (error: TakenOver) => void;
  /** What there is, as this scheduler has written it; undefined when that is not certain. */
  #recorded: Znode | undefined;
  /** What there is to be. */
  #newest = '';
  #turn = Promise.resolve(true);

  constructor(zookeeper: ZooKeeper, path: string, log: (line: string) => void) {
    this.#zookeeper = zookeeper;
    this.#path = path;
    this.#log = log;
    this.lost = new Promise((_, reject) => {
      this.#isLost = reject;
    });
    this.lost.catch(() => {}); // whoever runs the framework sees it
  }

  get isAway(): boolean {
    return !this.#zookeeper.isConnected;
  }

  async load(): Promise<FrameworkState> {
    const state = await this.#zookeeper.insist(() => this.#takeOver());
    this.#zookeeper.onConnected(() => void this.#write());
    return state;
  }

  save(state: FrameworkState): Promise<boolean> {
    this.#newest = this.#marked(state);
    return this.#write();
  }

  onBack(listener: () => void): void {
    this.#zookeeper.onConnected(listener);
  }

  async #takeOver(): Promise<FrameworkState> {
    for (;;) {
      const found = await this.#zookeeper.read(this.#path);
      const state = found ? readState(found.text) : emptyState();
      if (!state) throw new Error(`${this.#path} in ZooKeeper is no state of this framework. Name another place with --state.`);
      this.#newest = this.#marked(state);
      try {
        await this.#put(this.#newest, found);
        return state;
      } catch (error) {
        if (!isConflict(error)) throw error;
      }
    }
  }

  /** One after the other; when several wait, the first writes the newest for all. */
  #write(): Promise<boolean> {
    this.#turn = this.#turn.then(() => this.#writeNewest());
    return this.#turn;
  }

  async #writeNewest(): Promise<boolean> {
    while (this.#recorded?.text !== this.#newest) {
      try {
        await this.#put(this.#newest, this.#recorded ?? (await this.#own()));
      } catch (error) {
        this.#recorded = undefined;
        if (error instanceof TakenOver) this.#isLost(error);
        else if (isConflict(error)) continue;
        else if (!isAway(error)) this.#log(`The state cannot be recorded: ${(error as Error).message}`);
        return false;
      }
    }
    return true;
  }

  async #put(text: string, over: Znode | undefined): Promise<void> {
    let version = 0;
    if (over) version = await this.#zookeeper.write(this.#path, text, over.version);
    else await this.#zookeeper.create(this.#path, text);
    this.#recorded = { text, version };
  }

  /** What this scheduler has written last; undefined when there is nothing at all. */
  async #own(): Promise<Znode | undefined> {
    const found = await this.#zookeeper.read(this.#path);
    if (!found || found.text.includes(this.#mark)) return found;
    throw new TakenOver(
      `Another scheduler has taken over ${this.#path} in ZooKeeper. Only one of a name can run: give one of them another --name.`,
    );
  }

  #marked(state: FrameworkState): string {
    return JSON.stringify({ ...state, scheduler: this.#mark });
  }
}
