import { describe, expect, it } from 'vitest';
import { parseAgentFlags } from '../../../src/mesos/flags/agent-flags.js';
import {
  agentAuthenticationProblems,
  agentAuthenticatorNames,
  masterAuthenticationProblems,
} from '../../../src/mesos/flags/authentication-flags.js';
import type { GivenFlags } from '../../../src/mesos/flags/flags.js';
import { parseMasterFlags } from '../../../src/mesos/flags/master-flags.js';

const credentials = 'ops secret';
const paths = (problems: readonly { path: string }[]) => problems.map(({ path }) => path);
const ofMaster = (given: GivenFlags) => paths(masterAuthenticationProblems(parseMasterFlags(given).flags));
const ofAgent = (given: GivenFlags) => paths(agentAuthenticationProblems(parseAgentFlags(given).flags));

describe('what authentication needs', () => {
  it.each<[GivenFlags, string[]]>([
    [{}, []],
    [{ credentials }, []],
    [{ authenticate_http_readonly: true }, ['credentials']],
    [{ authenticate_http_readwrite: true, credentials }, []],
    [{ authenticate_agents: true }, ['credentials']],
    [{ authenticate_frameworks: true }, ['credentials']],
    [{ authenticate_http_frameworks: true, credentials }, ['http_framework_authenticators']],
    [{ authenticate_http_frameworks: true, credentials, http_framework_authenticators: 'basic' }, []],
    [{ authenticate_http_frameworks: true }, ['credentials', 'http_framework_authenticators']],
  ])('of a master with %j: %j', (given, missing) => {
    expect(ofMaster(given)).toEqual(missing);
  });

  it.each<[GivenFlags, string[]]>([
    [{}, []],
    [{ authenticate_http_readonly: true }, ['http_credentials']],
    [{ authenticate_http_readonly: true, http_credentials: credentials }, []],
    [{ authenticate_http_executors: true, http_credentials: credentials }, ['jwt_secret_key']],
    [{ authenticate_http_executors: true, jwt_secret_key: 'key' }, ['http_credentials']],
    [{ authenticate_http_executors: true, jwt_secret_key: 'key', http_authenticators: 'jwt' }, []],
    [{ authenticate_http_readonly: true, http_authenticators: 'jwt' }, ['jwt_secret_key']],
  ])('of an agent with %j: %j', (given, missing) => {
    expect(ofAgent(given)).toEqual(missing);
  });

  it('says why', () => {
    const { flags } = parseMasterFlags({ authenticate_http_readonly: true, authenticate_agents: true });
    expect(masterAuthenticationProblems(flags)[0]?.message).toBe(
      'expected credentials to be given, but got nothing (authenticate_http_readonly, authenticate_agents would let nobody in)',
    );
  });
});

it('takes names and secrets, and tokens where executors have to authenticate', () => {
  const names = (given: GivenFlags) => agentAuthenticatorNames(parseAgentFlags(given).flags);
  expect(names({})).toEqual(['basic']);
  expect(names({ authenticate_http_executors: true })).toEqual(['basic', 'jwt']);
  expect(names({ authenticate_http_executors: true, http_authenticators: 'jwt' })).toEqual(['jwt']);
  expect(names({ http_authenticators: 'jwt,basic' })).toEqual(['jwt', 'basic']);
});

it('knows no other authenticators and authorizers than those of Mesos itself', () => {
  const { problems } = parseMasterFlags({ http_authenticators: 'com_example', authorizers: 'com_example' });
  expect(problems).toMatchObject([{ path: 'http_authenticators' }, { path: 'authorizers' }]);
});
