import { describe, expect, it } from 'vitest';
import { readSettings } from '../../../src/docker/proxy/settings.js';

const settings = { cluster: 'c', owner: 'o', member: 'm', network: 'n', container: 'x', listen: '/run/d.sock' };

describe('readSettings', () => {
  it('reads what is given, and has a default for the rest', () => {
    expect(readSettings(JSON.stringify(settings))).toEqual({ ...settings, engine: '/var/run/docker.sock', paths: [] });
  });

  it('reports all problems at once', () => {
    const wrong = {
      ...settings,
      cluster: 1,
      listen: '',
      other: 1,
      paths: [{ path: 'a' }, { path: '/b' }, { path: '/c', source: '/', volume: 'v' }],
    };
    expect(() => readSettings(JSON.stringify(wrong))).toThrow(
      'MINIMESOS_DOCKER_PROXY: cluster has to be text; listen has to be text; paths[0].path has to be absolute; ' +
        'paths[1] needs either source or volume; paths[2] needs either source or volume; other is unknown',
    );
  });

  it.each([
    [undefined, 'it is not set'],
    ['{', 'JSON'],
    ['1', 'has to be an object'],
  ])('refuses %j', (text, message) => {
    expect(() => readSettings(text)).toThrow(message);
  });
});
