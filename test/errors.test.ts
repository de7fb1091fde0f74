import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, vi } from 'vitest';
import { errorCatalogue } from '../src/error-catalogue.js';
import { isMinimesosError, MinimesosError, notYetSupported } from '../src/errors.js';

const portTaken = (cause?: unknown) =>
  new MinimesosError('PORT_TAKEN', { owner: 'Agent agent-0', ip: '127.0.0.1', port: 5051 }, { cause });

describe('MinimesosError', () => {
  it('says what happened and what to do', () => {
    expect(portTaken().message).toBe(
      'Agent agent-0 could not listen on 127.0.0.1:5051. ' +
        'Stop what uses the port, choose another one, or leave the port out: a free one is chosen then.',
    );
  });

  it('puts the remedy on a line of its own after a list', () => {
    const error = new MinimesosError('DESTROY_TIMEOUT', { cluster: 'blue', left: ['process 17', '/tmp/blue'] });
    expect(error.message.split('\n')).toEqual([
      'Of cluster blue, not all could be ended and removed. Still there:',
      '  process 17',
      '  /tmp/blue',
      error.remedy,
    ]);
  });

  it('shows the last log lines of what failed to start', () => {
    const error = new MinimesosError('START_FAILED', { cluster: 'blue', reason: 'the agent exited', log: ['no disk'] });
    expect(error.message).toContain('the agent exited. Its last log lines:\n  no disk\n');
  });

  it('carries code, details and cause for programs', () => {
    const cause = new Error('EADDRINUSE');
    const error = portTaken(cause);
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: 'MinimesosError', code: 'PORT_TAKEN', details: { port: 5051 }, cause });
  });

  it.each([
    [Object.assign(Object.create(null), { name: 'TypeError', message: 'deep' }), { name: 'TypeError', message: 'deep' }],
    [Object.assign(Object.create(null), { code: 5 }), '[Object: null prototype] { code: 5 }'],
    [Symbol('odd'), 'Symbol(odd)'],
    ['a text', 'a text'],
  ])('becomes JSON whatever its cause is: %s', (cause, expected) => {
    expect(JSON.parse(JSON.stringify(portTaken(cause)))).toMatchObject({ code: 'PORT_TAKEN', cause: expected });
  });

  it('becomes JSON with its causes', () => {
    const inner = portTaken(new TypeError('deep'));
    const error = new MinimesosError('START_FAILED', { cluster: 'blue', reason: 'a port is taken' }, { cause: inner });
    expect(JSON.parse(JSON.stringify(error))).toEqual({
      code: 'START_FAILED',
      message: error.message,
      remedy: error.remedy,
      details: { cluster: 'blue', reason: 'a port is taken' },
      cause: {
        code: 'PORT_TAKEN',
        message: inner.message,
        remedy: inner.remedy,
        details: { owner: 'Agent agent-0', ip: '127.0.0.1', port: 5051 },
        cause: { name: 'TypeError', message: 'deep' },
      },
    });
    expect('cause' in portTaken().toJSON()).toBe(false);
  });

  it('is recognised, also by code, also when it comes from another copy of the package', async () => {
    vi.resetModules();
    const other = await import('../src/errors.js');
    expect(other.MinimesosError).not.toBe(MinimesosError);
    const error: unknown = new other.MinimesosError('CLUSTER_DESTROYED', { cluster: 'blue', operation: 'addAgent' });
    expect(error).not.toBeInstanceOf(MinimesosError);
    expect(isMinimesosError(error)).toBe(true);
    expect(isMinimesosError(error, 'PORT_TAKEN', 'CLUSTER_DESTROYED')).toBe(true);
    expect(isMinimesosError(error, 'PORT_TAKEN')).toBe(false);
  });

  it.each([new Error('no'), { code: 'PORT_TAKEN' }, null, undefined, 'PORT_TAKEN'])('does not take %s for one', (error) => {
    expect(isMinimesosError(error)).toBe(false);
  });

  it('has a short form for what comes later', () => {
    const error = notYetSupported('agent.drain()', 'comes later; stop() works now');
    expect(error.code).toBe('NOT_YET_SUPPORTED');
    expect(error.message).toContain('\n  agent.drain(): comes later; stop() works now\n');
  });
});

const documentation = fileURLToPath(new URL('../docs/errors.md', import.meta.url));

/** The text of `docs/errors.md`. */
function documented(): string {
  const sections = Object.entries(errorCatalogue).map(
    ([code, { when, remedy }]) => `## ${code}\n\n${when}\n\nWhat to do: ${remedy}\n`,
  );
  return `# Errors

Every error that minimesos throws on purpose is a \`MinimesosError\` with a \`code\` of this list, \`details\` (plain data that
depends on the code), a \`remedy\`, and a \`cause\` where another error led to it. \`isMinimesosError(error, 'PORT_TAKEN')\` tells
them from other errors; with \`--json\` the command line prints \`code\`, \`message\`, \`remedy\`, \`details\` and \`cause\`.

This page is made from the catalogue in \`src/error-catalogue.ts\` by \`UPDATE_DOCS=1 npx vitest run test/errors.test.ts\`.

${sections.join('\n')}`;
}

describe('the catalogue', () => {
  it('has codes in capitals, and whole sentences', () => {
    for (const [code, { when, remedy }] of Object.entries(errorCatalogue)) {
      expect(code).toMatch(/^[A-Z]+(_[A-Z]+)*$/);
      for (const text of [when, remedy]) expect(text, code).toMatch(/^[A-Z].*\.$/);
    }
  });

  it('is documented in docs/errors.md', () => {
    if (process.env.UPDATE_DOCS) writeFileSync(documentation, documented());
    expect(readFileSync(documentation, 'utf8'), 'run UPDATE_DOCS=1 npx vitest run test/errors.test.ts').toBe(documented());
  });
});
