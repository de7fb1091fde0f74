import { realpath } from 'node:fs/promises';
import type { Principal } from '../process/http/authenticator.js';

/** Whether somebody may look into what is attached. */
export type Access = (principal: Principal | undefined) => boolean;

/** Characters. */
const LONGEST_PATH = 4096;

interface Attached {
  readonly real: string;
  readonly access: Access;
}

/** Virtual paths and the real directories and files behind them. */
export class AttachedPaths {
  readonly #attached = new Map<string, Attached>();

  /**
   * Makes a file or directory, and what is in it, visible under a virtual path, which may be its own.
   * @param access Default: everybody may see it.
   */
  attach(virtualPath: string, realPath: string, access: Access = () => true): void {
    this.#attached.set(normalized(virtualPath), { real: realPath, access });
  }

  detach(virtualPath: string): void {
    this.#attached.delete(normalized(virtualPath));
  }

  /** The real path that a virtual path was attached to; undefined when none was. */
  behind(virtualPath: string): string | undefined {
    return this.#attached.get(normalized(virtualPath))?.real;
  }

  /** Virtual path to real path, for `/files/debug`. */
  entries(): Record<string, string> {
    return Object.fromEntries(Array.from(this.#attached, ([path, { real }]) => [path, real]));
  }

  /** Whether somebody may see what is behind a path. Of what is not there it says nothing. */
  permits(path: string, principal: Principal | undefined): boolean {
    return this.#nearest(normalized(path))?.access(principal) ?? true;
  }

  /**
   * The real path behind a path, with all links followed; undefined when there is nothing. It never leads out of what is
   * attached: of a path that does, `outside` is the place it names.
   */
  async resolve(path: string): Promise<{ real: string } | { outside: string } | undefined> {
    const found = this.#nearest(normalized(path));
    if (!found) return undefined;
    const named = found.root + found.rest;
    try {
      const [root, real] = await Promise.all([realpath(found.root), realpath(named)]);
      return real === root || real.startsWith(`${root}/`) ? { real } : { outside: named };
    } catch {
      return undefined;
    }
  }

  /** The longest attached path that the path starts with. Nothing has a path that is longer than a system takes. */
  #nearest(path: string): { root: string; rest: string; access: Access } | undefined {
    if (path.length > LONGEST_PATH) return undefined;
    for (let prefix = path; prefix !== ''; prefix = prefix.slice(0, Math.max(0, prefix.lastIndexOf('/')))) {
      const attached = this.#attached.get(prefix);
      if (attached) return { root: attached.real, rest: path.slice(prefix.length), access: attached.access };
    }
    return undefined;
  }
}

/** A path without slashes at its end, which are looked for where they begin: in linear time. Mesos takes it as a URI too. */
export const normalized = (path: string) => path.replace(/^file:\/\//, '').replace(/(?<!\/)\/+$/, '');
