/** Keeps documents by their keys, such as `instances/a.instance-1`, for whoever comes after. */
export interface Store {
  /** The texts of all that is kept: JSON, unless somebody else has written it. */
  load(): Promise<ReadonlyMap<string, string>>;
  /** Keeps a document in the place of what its key had. */
  put(key: string, document: unknown): void;
  remove(key: string): void;
  /** Resolves when all that was put and removed so far outlives this process. */
  saved(): Promise<void>;
  /** Saves what is still to be saved, unless that takes long, and lets go of what it needs for that. */
  close(): Promise<void>;
}

/** Keeps nothing: what is known ends with the process. */
export class NoStore implements Store {
  async load(): Promise<ReadonlyMap<string, string>> {
    return new Map();
  }

  put(): void {}

  remove(): void {}

  async saved(): Promise<void> {}

  async close(): Promise<void> {}
}
