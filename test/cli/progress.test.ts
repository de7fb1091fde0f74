import { describe, expect, it } from 'vitest';
import { Progress } from '../../src/cli/progress.js';
import { keep } from './fake-context.js';

async function written(terminal: boolean, env: Record<string, string>, silent = false): Promise<string> {
  const stderr = Object.assign(keep(), { isTTY: terminal });
  const progress = new Progress({ stderr, env }, silent);
  progress.doing('Starting');
  progress.done('Started');
  progress.doing('Stopping');
  progress.clear();
  await new Promise(setImmediate);
  return stderr.text;
}

describe('progress', () => {
  it('is one plain line for each thing done where nobody watches', async () => {
    expect(await written(false, {})).toBe('Started\n');
  });

  it('takes one line of a terminal, and gives it back', async () => {
    expect(await written(true, { NO_COLOR: '1' })).toBe('Starting\r\u001b[KStarted\nStopping\r\u001b[K');
    expect(await written(true, {})).toContain('\u001b[2mStarted\u001b[22m');
  });

  it('is silent when the output is for programs', async () => {
    expect(await written(true, {}, true)).toBe('');
  });
});
