/** What is wrong at a place of a document. */
export interface Violation {
  /** `/container/volumes(0)/hostPath` */
  readonly path: string;
  readonly error: string;
}

/** A document that was refused: Marathon answers 422. */
export class InvalidDocument extends Error {
  override readonly name = 'InvalidDocument';

  constructor(
    /** `Invalid JSON` when it has not the form that was expected, `Object is not valid` when it has. */
    message: 'Invalid JSON' | 'Object is not valid',
    readonly violations: readonly Violation[],
  ) {
    super(message);
  }

  /** All that is wrong, by its place. */
  get details(): { path: string; errors: string[] }[] {
    const byPath = new Map<string, Set<string>>();
    for (const { path, error } of this.violations) byPath.set(path, (byPath.get(path) ?? new Set()).add(error));
    return Array.from(byPath, ([path, errors]) => ({ path, errors: [...errors] }));
  }
}

/** Something that cannot be, in one sentence: Marathon answers 422. */
export class Impossible extends Error {
  override readonly name = 'Impossible';
}
