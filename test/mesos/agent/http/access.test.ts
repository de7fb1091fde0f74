import { afterEach, describe, expect, it } from 'vitest';
import { AGENT_ACCESS } from '../../../../src/mesos/agent/http/access.js';
import { createJwt } from '../../../../src/mesos/process/http/jwt.js';
import { Router } from '../../../../src/mesos/process/http/router.js';
import { type AgentFixture, as, startAgent } from '../agent-fixture.js';

let fixture: AgentFixture;
afterEach(() => fixture.stop());

const ASKING = { authenticate_http_readonly: true, authenticate_http_readwrite: true, http_credentials: 'ops secret' };

describe('an agent that asks who somebody is', () => {
  it('asks at all routes but those that only tell that it is there', async () => {
    fixture = await startAgent(ASKING);
    const asked = async (path: string) => (await fixture.get(path)).headers.get('www-authenticate');
    for (const path of ['/state', '/slave(1)/state', '/flags', '/containers', '/monitor/statistics', '/metrics/snapshot']) {
      expect(await asked(path), path).toBe('Basic realm="mesos-agent-readonly"');
    }
    for (const path of ['/files/browse', '/files/read', '/files/download', '/files/debug']) {
      expect(await asked(path), path).toBe('Basic realm="mesos-agent-readonly"');
    }
    for (const path of ['/api/v1', '/logging/toggle'])
      expect(await asked(path), path).toBe('Basic realm="mesos-agent-readwrite"');
    const open = ['/health', '/version', '/system/stats.json'];
    for (const path of open) expect((await fixture.get(path)).status, path).toBe(200);
    expect((await fixture.get('/api/v1/executor')).status).toBe(405);
    expect((await fixture.get('/state', as('ops'))).status).toBe(200);
    expect((await fixture.operator({ type: 'GET_HEALTH' }, as('ops'))).status).toBe(200);
    expect((await fixture.operator({ type: 'GET_HEALTH' }, as('ops', 'wrong'))).status).toBe(401);
  });

  it('leaves no route open by an oversight', async () => {
    fixture = await startAgent();
    const paths: string[] = [];
    const router = new Router('slave(1)', (path, handler) => {
      paths.push(path);
      return handler;
    });
    fixture.agent.routes(router);
    const open = [
      '/health',
      '/version/',
      '/system/stats.json',
      '/api/v1/resource_provider',
      '/profiler/start',
      '/profiler/stop',
      '/__processes__/',
    ];
    expect(
      paths.filter((path) => !Object.hasOwn(AGENT_ACCESS, path) && !open.includes(path) && !path.startsWith('/help/')),
    ).toEqual([]);
  });

  it('takes tokens too where executors have them', async () => {
    fixture = await startAgent({ ...ASKING, authenticate_http_executors: true, jwt_secret_key: 'key' });
    const refused = await fixture.get('/state');
    expect(refused.headers.get('www-authenticate')).toBe(
      'Basic realm="mesos-agent-readonly",Bearer realm="mesos-agent-readonly"',
    );
    const token = { Authorization: `Bearer ${createJwt({ cid: 'c' }, 'key')}` };
    expect((await fixture.get('/state', token)).status).toBe(200);
    expect((await fixture.get('/state', as('ops'))).status).toBe(200);
    const executor = await fixture.get('/api/v1/executor');
    expect(executor.headers.get('www-authenticate')).toBe(
      'Basic realm="mesos-agent-executor",Bearer realm="mesos-agent-executor"',
    );
  });

  it('takes tokens alone when told so', async () => {
    fixture = await startAgent({ authenticate_http_executors: true, jwt_secret_key: 'key', http_authenticators: 'jwt' });
    const refused = await fixture.get('/api/v1/executor', as('ops'));
    expect(refused.headers.get('www-authenticate')).toBe(
      'Bearer realm="mesos-agent-executor", error="invalid_token", error_description="Scheme \'Basic\' unsupported"',
    );
    expect((await fixture.get('/state')).status).toBe(200);
  });
});
