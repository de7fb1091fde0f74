import { describe, expect, it } from 'vitest';
import { commandLineOf } from '../../src/drivers/program-command.js';

describe('the command line of a program', () => {
  it('has no secret in it: what may hold one is in the environment, as Mesos reads it', () => {
    const secrets = {
      credentials: [{ principal: 'p', secret: 'hidden' }],
      http_credentials: '{"credentials":[{"principal":"p","secret":"hidden"}]}',
      credential: { principal: 'p', secret: 'hidden' },
      jwt_secret_key: 'hidden',
      docker_config: { auths: { 'registry.example': { auth: 'hidden' } } },
      executor_environment_variables: { PASSWORD: 'hidden' },
      zk: 'zk://user:hidden@127.0.0.1:2181/mesos',
      MESOS_MASTER: 'zk://user:hidden@127.0.0.1:2181/mesos',
    };
    const { arguments: words, environment } = commandLineOf({ ip: '127.0.0.1', 'no-hostname_lookup': true, ...secrets });
    expect(words).toEqual(['--ip=127.0.0.1', '--no-hostname_lookup']);
    expect(Object.keys(environment).sort()).toEqual([
      'MESOS_CREDENTIAL',
      'MESOS_CREDENTIALS',
      'MESOS_DOCKER_CONFIG',
      'MESOS_EXECUTOR_ENVIRONMENT_VARIABLES',
      'MESOS_HTTP_CREDENTIALS',
      'MESOS_JWT_SECRET_KEY',
      'MESOS_MASTER',
      'MESOS_ZK',
    ]);
    expect(environment['MESOS_CREDENTIALS']).toBe('[{"principal":"p","secret":"hidden"}]');
    expect(environment['MESOS_ZK']).toBe(secrets.zk);
  });
});
