import { execFileSync } from 'node:child_process';
import { beforeAll, describe, expect, it } from 'vitest';
import { commands } from '../../../src/cli/commands.js';
import { cli } from '../fake-context.js';

const exists = (shell: string) => {
  try {
    execFileSync(shell, ['-c', 'true']);
    return true;
  } catch {
    return false;
  }
};

describe('minimesos completion', () => {
  const scripts: Record<string, string> = {};
  beforeAll(async () => {
    for (const shell of ['bash', 'zsh', 'fish']) scripts[shell] = (await cli(['completion', shell])).stdout;
  });

  it.each(['bash', 'zsh', 'fish'])('knows every word of every command in %s', (shell) => {
    for (const word of Object.keys(commands).flatMap((name) => name.split(' ')))
      expect(scripts[shell]).toMatch(new RegExp(`\\b${word}\\b`));
    expect(scripts[shell]).toMatch(/\bforeground\b/);
  });

  for (const shell of ['bash', 'zsh', 'fish']) {
    it(`is understood by ${shell}`, (context) => {
      context.skip(!exists(shell), `there is no ${shell} here`);
      execFileSync(shell, ['-n'], { input: scripts[shell] });
    });
  }

  /** What bash offers for the last of these words. */
  const offered = (...words: string[]): string[] => {
    const script = `${scripts['bash']}
      COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _minimesos; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return execFileSync('bash', ['-c', script], { encoding: 'utf8' }).trim().split('\n');
  };

  it('completes in bash', () => {
    expect(offered('minimesos', 're')).toEqual(['reset']);
    expect(offered('minimesos', 'agent', '')).toEqual(['add', 'stop', 'kill', 'pause', 'resume', 'restart']);
    expect(offered('minimesos', 'agent', 'add', '--a')).toEqual(['--attributes']);
    expect(offered('minimesos', 'up', '--config', 'packa')).toEqual(expect.arrayContaining(['package.json']));
    expect(offered('minimesos', 'up', '--', 'package.j')).toEqual(['package.json']);
    expect(offered('minimesos', 'help', 'ag')).toEqual(expect.arrayContaining(['agent', 'agents']));
  });
});
