import { describe, expect, it } from 'vitest';
import { emptyResponse, type HttpHandler } from '../../../../src/mesos/process/http/message.js';
import { Router } from '../../../../src/mesos/process/http/router.js';

function routerWith(delegate: string, routes: [processId: string, route: string][]) {
  const router = new Router(delegate);
  const names = new Map<HttpHandler, string>();
  for (const [processId, route] of routes) {
    const handler = () => emptyResponse(200);
    names.set(handler, `${processId} ${route}`);
    router.add(processId, route, handler);
  }
  return (path: string) => {
    const found = router.find(path);
    return found && `${names.get(found.handler)} for ${found.path}`;
  };
}

const find = routerWith('slave(1)', [
  ['slave(1)', '/'],
  ['slave(1)', '/state'],
  ['slave(1)', '/api/v1'],
  ['slave(1)', '/api/v1/executor'],
  ['slave(1)', '/quota'],
  ['files', '/browse'],
  ['metrics', '/snapshot'],
]);

describe('a path', () => {
  it.each([
    ['of the process that answers paths without one', '/state', 'slave(1) /state for /state'],
    ['with that process', '/slave(1)/state', 'slave(1) /state for /state'],
    ['with its percent-encoded name', '/slave%281%29/state', 'slave(1) /state for /state'],
    ['of another process', '/files/browse', 'files /browse for /browse'],
    ['of several segments', '/api/v1/executor', 'slave(1) /api/v1/executor for /api/v1/executor'],
    ['of several segments, with its process', '/slave(1)/api/v1', 'slave(1) /api/v1 for /api/v1'],
    ['below a route', '/quota/role', 'slave(1) /quota for /quota/role'],
    ['far below a route', '/slave(1)/quota/a/b', 'slave(1) /quota for /quota/a/b'],
    ['below one of two routes', '/api/v1/none', 'slave(1) /api/v1 for /api/v1/none'],
    ['below a route, percent-encoded', '/quota/a%2Fb', 'slave(1) /quota for /quota/a%2Fb'],
    ['with a slash at its end', '/state/', 'slave(1) /state for /state/'],
    ['with slashes at its end', '/api/v1//', 'slave(1) /api/v1 for /api/v1//'],
    ['with slashes at its beginning', '//state', 'slave(1) /state for /state'],
    ['with slashes in the middle', '//files//browse', 'files /browse for /browse'],
    ['of the root', '/', 'slave(1) / for /'],
    ['of the root of a process', '/slave(1)', 'slave(1) / for /'],
    ['of the root of a process, with a slash', '/slave(1)/', 'slave(1) / for /'],
    ['with dots that lead nowhere', '/quota/a..b/c...', 'slave(1) /quota for /quota/a..b/c...'],
  ])('%s is found', (_, path, expected) => {
    expect(find(path)).toBe(expected);
  });

  it.each([
    ['that nothing is known of', '/none'],
    ['above a route', '/api'],
    ['of an unknown process', '/master/state'],
    ['of a process without this route', '/files/none'],
    ['of a process without a root', '/metrics'],
    ['that only begins like a route', '/stately'],
    ['that is written in capitals', '/State'],
    ['with the route percent-encoded', '/%73tate'],
    ['that climbs', '/quota/../state'],
    ['that climbs at its end', '/quota/..'],
    ['that begins with two dots', '/..state'],
    ['with a process that is no percent-encoding', '/%zz/state'],
    ['of a star', '*'],
    ['of nothing but percent signs', '/%'],
  ])('%s is not found', (_, path) => {
    expect(find(path)).toBeUndefined();
  });

  it('below the root is not answered by the root', () => {
    expect(routerWith('master', [['master', '/']])('/state')).toBeUndefined();
  });

  it('does not reach names that every object has', () => {
    expect(find('/__proto__/state')).toBeUndefined();
    expect(find('/constructor')).toBeUndefined();
  });
});

describe('a router', () => {
  it('without routes finds nothing', () => {
    const empty = routerWith('master', []);
    expect([empty('/'), empty('/master'), empty('')]).toEqual([undefined, undefined, undefined]);
  });

  it('takes the last handler given for a route', () => {
    const router = new Router('master');
    const [first, second] = [() => emptyResponse(200), () => emptyResponse(202)];
    router.add('master', '/x', first);
    router.add('master', '/x', second);
    expect(router.find('/x')?.handler).toBe(second);
  });

  it('has a guard before every handler, which is told the path that clients use', () => {
    const paths: string[] = [];
    const guarded = () => emptyResponse(202);
    const router = new Router('slave(1)', (path) => {
      paths.push(path);
      return guarded;
    });
    router.add('slave(1)', '/state', () => emptyResponse(200));
    router.add('files', '/browse', () => emptyResponse(200));
    expect(paths).toEqual(['/state', '/files/browse']);
    for (const path of ['/state', '/slave(1)/state', '/files/browse']) expect(router.find(path)?.handler).toBe(guarded);
  });
});

it('tells what there is, process by process', () => {
  const router = new Router('master');
  const handler = () => emptyResponse(200);
  router.add('master', '/state', handler, 'Shows all.');
  router.add('files', '/browse', handler);
  router.add('master', '/health', handler);
  expect([...router.processIds]).toEqual(['master', 'files']);
  expect(router.routes).toEqual([
    { id: 'master', route: '/state', about: 'Shows all.' },
    { id: 'master', route: '/health', about: undefined },
    { id: 'files', route: '/browse', about: undefined },
  ]);
});
