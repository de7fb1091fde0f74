import { execFileSync } from 'node:child_process';

const ip = (...args: string[]): string => execFileSync('ip', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

/** Why hosts cannot be made here; undefined when they can. */
export function whyNoHosts(): string | undefined {
  if (process.getuid?.() !== 0) return 'only root may make network namespaces';
  const name = `mm${process.pid}t`;
  try {
    ip('netns', 'add', name);
    ip('netns', 'del', name);
    return undefined;
  } catch (error) {
    return `network namespaces cannot be made here: ${(error as Error).message.trim()}`;
  }
}

/** A host that is a network namespace, connected to this one by a link that can be cut. */
export interface Host {
  readonly ip: string;
  /** What runs a program there. */
  readonly via: readonly string[];
  cut(): void;
  heal(): void;
}

/** A bridge of this machine, and hosts at it; nothing of it is left in the end. */
export class Network implements Disposable {
  readonly #id = `mm${process.pid}`;
  readonly #subnet = `10.213.${process.pid % 250}`;
  readonly #hosts: string[] = [];

  constructor() {
    ip('link', 'add', this.#id, 'type', 'bridge');
    ip('addr', 'add', `${this.ip}/24`, 'dev', this.#id);
    ip('link', 'set', this.#id, 'up');
  }

  /** The address of this machine. */
  get ip(): string {
    return `${this.#subnet}.1`;
  }

  addHost(): Host {
    const number = this.#hosts.length;
    const name = `${this.#id}h${number}`;
    const [here, there] = [`${this.#id}a${number}`, `${this.#id}b${number}`];
    const address = `${this.#subnet}.${11 + number}`;
    ip('netns', 'add', name);
    this.#hosts.push(name);
    ip('link', 'add', here, 'type', 'veth', 'peer', 'name', there, 'netns', name);
    ip('link', 'set', here, 'master', this.#id, 'up');
    ip('-n', name, 'addr', 'add', `${address}/24`, 'dev', there);
    ip('-n', name, 'link', 'set', 'lo', 'up');
    ip('-n', name, 'link', 'set', there, 'up');
    return {
      ip: address,
      via: ['ip', 'netns', 'exec', name],
      cut: () => ip('link', 'set', here, 'down'),
      heal: () => ip('link', 'set', here, 'up'),
    };
  }

  /** What of it there is, by the names that `ip` shows. */
  get left(): string[] {
    const all = `${ip('netns', 'list')}\n${ip('-o', 'link', 'show')}`;
    return all.split('\n').filter((line) => line.includes(this.#id));
  }

  [Symbol.dispose](): void {
    // A namespace may live on a little, for the sake of connections that are being ended.
    for (const [number, name] of this.#hosts.splice(0).entries()) {
      ip('link', 'del', `${this.#id}a${number}`);
      ip('netns', 'del', name);
    }
    ip('link', 'del', this.#id);
  }
}
