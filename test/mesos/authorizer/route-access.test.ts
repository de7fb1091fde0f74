import { describe, expect, it } from 'vitest';
import { OPEN_AUTHORIZER } from '../../../src/mesos/authorizer/authorizer.js';
import { LocalAuthorizer } from '../../../src/mesos/authorizer/local-authorizer.js';
import { endpoint, guardOf } from '../../../src/mesos/authorizer/route-access.js';
import { acls } from '../../../src/mesos/flags/acls.js';
import { BasicAuthenticator } from '../../../src/mesos/process/http/basic-authenticator.js';
import { type HttpRequest, type HttpResponse, textResponse } from '../../../src/mesos/process/http/message.js';

const basic = new BasicAuthenticator('known', [{ principal: 'ops', secret: 's' }]);
const routes = {
  '/state': { realm: 'known' },
  '/unasked': { realm: 'another' },
  '/flags': { realm: 'known', action: 'VIEW_FLAGS', onlyGet: true },
  '/files/debug': endpoint('another', '/files/debug'),
} as const;

const rules = acls.parse(
  JSON.stringify({
    view_flags: [{ principals: { values: ['ops'] }, flags: { type: 'NONE' } }],
    get_endpoints: [
      { principals: { type: 'ANY' }, paths: { values: [] } },
      { principals: { type: 'ANY' }, paths: { type: 'NONE' } },
    ],
  }),
);
if (!rules) throw new Error('not read');
const restricted = new LocalAuthorizer(rules);

const notes: string[] = [];

/** What is answered; a handler that is reached says to whom it answers. */
function ask(
  path: string,
  { authorization, method = 'GET', authorizer = OPEN_AUTHORIZER } = {} as {
    authorization?: string;
    method?: string;
    authorizer?: typeof OPEN_AUTHORIZER;
  },
): HttpResponse {
  const handler = guardOf(routes, new Map([['known', basic]]), authorizer, (text) => notes.push(text))(path, ({ principal }) =>
    textResponse(200, principal?.value ?? 'nobody'),
  );
  const request: HttpRequest = {
    ...{
      method,
      path,
      target: path,
      query: new URLSearchParams(),
      headers: { authorization },
      body: Buffer.alloc(0),
      peer: '127.0.0.1:1',
    },
  };
  return handler(request) as HttpResponse;
}

const ops = `Basic ${btoa('ops:s')}`;

describe('the guard of routes', () => {
  it('asks who somebody is where the realm has an authenticator', () => {
    expect(ask('/state')).toMatchObject({ status: 401, headers: { 'WWW-Authenticate': 'Basic realm="known"' } });
    expect(ask('/state', { authorization: ops })).toMatchObject({ status: 200, body: 'ops' });
  });

  it('lets everybody in elsewhere, and knows nobody', () => {
    expect(ask('/unasked', { authorization: ops })).toMatchObject({ status: 200, body: 'nobody' });
    expect(ask('/health', { authorization: ops })).toMatchObject({ status: 200, body: 'nobody' });
    expect(ask('/constructor')).toMatchObject({ status: 200 });
  });

  it('looks whether somebody may use a route, after who that is', () => {
    expect(ask('/flags', { authorizer: restricted })).toMatchObject({ status: 401 });
    expect(ask('/flags', { authorizer: restricted, authorization: ops })).toMatchObject({ status: 403, body: '403 Forbidden.' });
    expect(ask('/flags', { authorization: ops })).toMatchObject({ status: 200 });
    expect(ask('/files/debug', { authorizer: restricted })).toMatchObject({ status: 403 });
    expect(ask('/files/debug')).toMatchObject({ status: 200 });
  });

  it('notes whom it did not let through', () => {
    notes.length = 0;
    ask('/state');
    ask('/flags', { authorizer: restricted, authorization: ops });
    ask('/files/debug', { authorizer: restricted });
    ask('/state', { authorization: ops });
    expect(notes).toEqual([
      'Refused GET /state of 127.0.0.1:1: not authenticated in the realm known',
      "Refused GET /flags of 127.0.0.1:1: principal 'ops' is not authorized to perform VIEW_FLAGS",
      'Refused GET /files/debug of 127.0.0.1:1: nobody in particular is not authorized to perform GET_ENDPOINT_WITH_PATH',
    ]);
  });

  it('takes only GET for some routes, where there are rules', () => {
    expect(ask('/flags', { authorization: ops, method: 'POST', authorizer: restricted })).toMatchObject({ status: 405 });
    expect(ask('/flags', { authorization: ops, method: 'POST' })).toMatchObject({ status: 200 });
  });
});
