import { describe, expect, it } from 'vitest';
import { baseEnvironment, commandEnvironment } from '../../../src/mesos/containerizer/environment.js';

describe('the environment of a container', () => {
  it('has nothing of the owner but what every program needs', () => {
    expect(baseEnvironment({ PATH: '/bin', LANG: 'C', HOME: '/root', TOKEN: 'secret' })).toEqual({ PATH: '/bin', LANG: 'C' });
  });

  it('has a PATH in any case', () => {
    expect(baseEnvironment({})).toEqual({ PATH: expect.stringContaining('/usr/bin') });
  });

  it('has the variables of the command, except for secrets', () => {
    const variables = [
      { name: 'A', value: '1' },
      { name: 'B', type: 'VALUE' as const, value: '' },
      { name: 'C', type: 'SECRET' as const, value: 'x' },
      { name: 'D' },
    ];
    expect(commandEnvironment({ environment: { variables } })).toEqual({ A: '1', B: '' });
    expect(commandEnvironment(undefined)).toEqual({});
  });
});
