import { realpath } from 'node:fs/promises';

/** Virtual paths and the real directories and files behind them. */
export class AttachedPaths {
  readonly #attached = new Map<string, string>();

  /** Makes a file or directory, and what is in it, visible under a virtual path, which may be its own. */
  attach(virtualPath: string, realPath: string): void {
    this.#attached.set(normalized(virtualPath), realPath);
  }

  detach(virtualPath: string): void {
    this.#attached.delete(normalized(virtualPath));
  }

  /** Virtual path to real path, for `/files/debug`. */
  entries(): Record<string, string> {
    return Object.fromEntries(this.#attached);
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

  /** The longest attached path that the path starts with. */
  #nearest(path: string): { root: string; rest: string } | undefined {
    for (let prefix = path; prefix !== ''; prefix = prefix.slice(0, Math.max(0, prefix.lastIndexOf('/')))) {
      const root = this.#attached.get(prefix);
      if (root !== undefined) return { root, rest: path.slice(prefix.length) };
    }
    return undefined;
  }
}

/** A path without slashes at its end. Mesos takes it as a URI too. */
export const normalized = (path: string) => path.replace(/^file:\/\//, '').replace(/\/+$/, '');
