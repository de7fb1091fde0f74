import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';

/** Where temporary files are in memory, if the system has such a place: for tests that write thousands of them. */
export const memoryDirectory = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
