import { type PathFinder, splitPath } from '../../mesos/process/http/router.js';
import type { HttpServer } from '../../mesos/process/http/server.js';
import { type Address, FIRST_AGENT } from '../../mesos/process/pid.js';

/** The part of a server that a member of a cluster uses. */
export type MemberServer = Pick<
  HttpServer<PathFinder>,
  'listen' | 'listening' | 'close' | 'end' | 'cutAll' | 'cutAnswering' | 'router'
>;

/**
 * One port for many agents, as where Mesos runs all of them in one process: each answers below its own name, `/slave(3)/state`.
 */
export class SharedServer {
  readonly #routers = new Map<string, PathFinder>();
  #bound: Promise<Address> | undefined;

  constructor(private readonly server: HttpServer<PathFinder>) {
    server.router = { find: (path) => this.#find(path) };
  }

  /** What is a server to the agent of this name. */
  serverOf(name: string): MemberServer {
    const routers = this.#routers;
    const listen = (ip: string, port: number) => this.#listen(ip, port);
    let listening = false;
    const close = async () => {
      listening = false;
      routers.delete(name);
    };
    return {
      get router() {
        return routers.get(name);
      },
      set router(router) {
        if (router) routers.set(name, router);
        else routers.delete(name);
      },
      get listening() {
        return listening;
      },
      async listen(ip, port) {
        const address = await listen(ip, port);
        listening = true;
        return address;
      },
      close,
      end: close,
      // Connections are of nobody in particular: those of other agents go on.
      cutAll() {},
      cutAnswering() {},
    };
  }

  /** Cuts all connections and frees the port for good. */
  end(): Promise<void> {
    return this.server.end();
  }

  /** The first who listens decides where. */
  #listen(ip: string, port: number): Promise<Address> {
    this.#bound ??= this.server.listen(ip, port);
    return this.#bound;
  }

  #find(path: string): ReturnType<PathFinder['find']> {
    const [name, rest] = splitPath(path);
    const named = this.#routers.get(name);
    return named ? named.find(rest === '' ? '/' : rest) : this.#routers.get(FIRST_AGENT)?.find(path);
  }
}
