import { realpath } from 'node:fs/promises';

/** Why a path cannot be looked at: it is not there (or not attached), or it leaves what is attached. */
export type Unresolved = 'not found' | 'inaccessible';

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

  /** The real path behind a path, with all links followed. It never leads out of what is attached. */
  async resolve(path: string): Promise<{ real: string } | Unresolved> {
    const found = this.#nearest(normalized(path));
    if (!found) return 'not found';
    try {
      const [root, real] = await Promise.all([realpath(found.root), realpath(found.root + found.rest)]);
      return real === root || real.startsWith(`${root}/`) ? { real } : 'inaccessible';
    } catch {
      return 'not found';
    }
  }

  /** The longest attached path that the path starts with. */
  #nearest(path: string): { root: string; rest: string } | undefined {
    for (let prefix = path; prefix !== ''; prefix = prefix.slice(0, prefix.lastIndexOf('/'))) {
      const root = this.#attached.get(prefix);
      if (root !== undefined) return { root, rest: path.slice(prefix.length) };
    }
    return undefined;
  }
}

const normalized = (path: string) => path.replace(/\/+$/, '');
