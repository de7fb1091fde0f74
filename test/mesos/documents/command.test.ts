import { expect, it } from 'vitest';
import { commandDocument } from '../../../src/mesos/documents/command.js';

const shown = (command: Parameters<typeof commandDocument>[0]) => JSON.parse(JSON.stringify(commandDocument(command)));

it('shows the command of an executor', () => {
  const variables = [{ name: 'A', value: '1' }];
  const uris = [{ value: 'http://x/a' }, { value: 'http://x/b', executable: true, extract: false }];
  expect(shown({ shell: true, value: 'run', environment: { variables }, uris, user: 'somebody' })).toEqual({
    ...{ value: 'run', argv: [], environment: { variables } },
    uris: [
      { value: 'http://x/a', executable: false },
      { value: 'http://x/b', executable: true },
    ],
  });
});

it('shows arguments, and that there is no shell', () => {
  expect(shown({ shell: false, value: 'run', arguments: ['run', '-v'] })).toEqual({
    ...{ shell: false, value: 'run', argv: ['run', '-v'], uris: [] },
  });
  expect(shown({})).toEqual({ argv: [], uris: [] });
});
