import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { minimesosTest } from '../src/testing/vitest.js';
import { projectFolder, textOf } from './source-files.js';

const [, section = ''] = textOf('README.md').split('## A test in five languages');

/** The code of a language in that section, without what it imports. */
function codeIn(language: string): string {
  const code = new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``).exec(section)?.[1] ?? '';
  return code
    .split('\n')
    .filter((line) => !/^(import|from) /.test(line))
    .join('\n')
    .trim();
}

const same = (text: string) => text.replace(/\s+/g, ' ').replaceAll(': Any', '').replaceAll(' -> None', '');

describe('the test in five languages', () => {
  it.each([
    ['ts', 'test/readme.test.ts'],
    ['python', 'clients/python/tests/test_readme.py'],
    ['java', 'clients/java/src/test/java/minimesos/ReadmeTest.java'],
    ['go', 'clients/go/readme_test.go'],
  ])('in %s is one that is run', (language, path) => {
    expect(codeIn(language)).not.toBe('');
    expect(same(textOf(path))).toContain(same(codeIn(language)));
  });

  it('runs in a shell', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'readme-'));
    try {
      writeFileSync(join(folder, 'minimesos'), `#!/bin/sh\nexec "${process.execPath}" "${projectFolder}dist/cli.js" "$@"\n`, {
        mode: 0o755,
      });
      const env = { ...process.env, PATH: `${folder}:${process.env['PATH']}` };
      await promisify(execFile)('sh', ['-c', codeIn('sh')], { cwd: folder, env });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

const test = minimesosTest({ description: { agents: 2 } });

test('a task is lost with its agent', async ({ cluster }) => {
  const running = cluster.run('sleep 1000', { agent: cluster.agents[0] });
  await cluster.waitForTasks({ state: 'TASK_RUNNING', count: 1 });
  await cluster.agents[0]?.kill();
  expect((await running).state).toBe('TASK_LOST');
});
