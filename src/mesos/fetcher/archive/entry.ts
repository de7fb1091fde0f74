import type { Bytes } from '../content.js';
import type { Attributes } from '../sandbox.js';

/**
 * One thing in an archive, as the archive says it: nothing has been checked yet. `bytes` can be taken only until the next
 * entry is asked for.
 */
export type ArchiveEntry = Attributes & { path: string } & (
    | { kind: 'file'; bytes: Bytes }
    | { kind: 'directory' }
    | { kind: 'symbolic link'; target: string }
    | { kind: 'hard link'; target: string }
    | { kind: 'unsupported'; what: string }
  );
