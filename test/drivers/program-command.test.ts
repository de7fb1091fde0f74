import { describe, expect, it } from 'vitest';
import { commandLineOf, commandLineWithFiles } from '../../src/drivers/program-command.js';

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

describe('the command line of a program', () => {
  it('has no secret in it: what may hold one is in the environment, as Mesos reads it', () => {
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

  it('of a container has none either: what may hold one is in files, in the form that Mesos reads', () => {
    const given = { ip: '127.0.0.1', 'no-hostname_lookup': true, ...secrets };
    const { arguments: words, secrets: files } = commandLineWithFiles(given, '/flags');
    expect(words).toEqual([
      '--ip=127.0.0.1',
      '--no-hostname_lookup',
      ...['credentials', 'http_credentials', 'credential', 'jwt_secret_key', 'docker_config'].map(pathOf),
      ...['executor_environment_variables', 'zk', 'master'].map(pathOf),
    ]);
    expect(files).toEqual({
      '/flags/credentials': '{"credentials":[{"principal":"p","secret":"hidden"}]}',
      '/flags/http_credentials': secrets.http_credentials,
      '/flags/credential': '{"principal":"p","secret":"hidden"}',
      '/flags/jwt_secret_key': 'hidden',
      '/flags/docker_config': '{"auths":{"registry.example":{"auth":"hidden"}}}',
      '/flags/executor_environment_variables': '{"PASSWORD":"hidden"}',
      '/flags/zk': secrets.zk,
      '/flags/master': secrets.zk,
    });
  });

  it('has the paths of files with secrets as they are given', () => {
    const flags = { credentials: '/etc/credentials', jwt_secret_key: 'file:///etc/key' };
    const words = ['--credentials=/etc/credentials', '--jwt_secret_key=file:///etc/key'];
    expect(commandLineOf(flags)).toEqual({ arguments: words, environment: {} });
    expect(commandLineWithFiles(flags, '/flags')).toEqual({ arguments: words, secrets: {} });
  });
});

const pathOf = (flag: string) => `--${flag}=file:///flags/${flag}`;
