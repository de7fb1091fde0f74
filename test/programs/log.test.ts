import { mkdirSync, mkdtempSync, readFileSync, rmdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Log } from '../../src/programs/log.js';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'log-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

describe('the log of a program', () => {
  it('goes on when its file cannot be written, and writes it again when it can', () => {
    const log = new Log({ program: 'minimesos-agent', format: 'glog', level: 'INFO', quiet: true, directory });
    const file = String(log.file);
    rmSync(file);
    mkdirSync(file);
    log.write('ERROR', 'agent', 'is lost');
    rmdirSync(file);
    log.write('ERROR', 'agent', 'is written');
    expect(readFileSync(file, 'utf8')).toMatch(/^E.* agent:0\] is written\n$/);
  });
});
