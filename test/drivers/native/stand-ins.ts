import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { entryPoint } from '../../../src/mesos/process/entry-point.js';

/** A folder that looks like an installation of Mesos, with the programs of minimesos under the names of Mesos's. */
export class StandIns {
  readonly home = mkdtempSync(join(tmpdir(), 'mesos-home-'));

  constructor() {
    mkdirSync(join(this.home, 'sbin'));
    this.write('mesos-master', `exec '${process.execPath}' '${entryPoint('master.js')}' "$@"`);
    this.write('mesos-agent', `exec '${process.execPath}' '${entryPoint('agent.js')}' "$@"`);
  }

  /** @param script for a shell */
  write(name: string, script: string): void {
    writeFileSync(join(this.home, 'sbin', name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }

  remove(): void {
    rmSync(this.home, { recursive: true });
  }
}
