import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { exportLines } from '../../src/cli/exports.js';

describe('exports', () => {
  it('are lines for a shell', () => {
    expect(exportLines({ MINIMESOS_MASTER: 'http://127.0.0.1:5050', MINIMESOS_MASTER_PORT: '5050' })).toBe(
      'export MINIMESOS_MASTER=http://127.0.0.1:5050\nexport MINIMESOS_MASTER_PORT=5050\n',
    );
  });

  it('arrive as they are, whatever is in them', () => {
    const value = `it's "$HOME"; \`ls\` \\ *`;
    const script = `${exportLines({ MINIMESOS_TEST: value })}printf %s "$MINIMESOS_TEST"`;
    expect(execFileSync('sh', ['-c', script], { encoding: 'utf8' })).toBe(value);
  });
});
