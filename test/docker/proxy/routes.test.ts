import { describe, expect, it } from 'vitest';
import { route } from '../../../src/docker/proxy/routes.js';

describe('route', () => {
  it.each([
    ['GET', '/_ping', 'pass'],
    ['HEAD', '/_ping', 'pass'],
    ['GET', '/containers/json', 'list'],
    ['GET', '/containers/abc/json', 'inspect'],
    ['GET', '/images/registry:5000/team/executor:1/json', 'pass'],
    ['POST', '/containers/abc/attach', 'container'],
    ['POST', '/containers/prune', 'filtered'],
    ['DELETE', '/containers/abc', 'remove'],
    ['POST', '/exec/abc/start', 'exec'],
    ['DELETE', '/images/executor', 'refuse'],
    ['POST', '/networks/create', 'refuse'],
    ['POST', '/networks/n/connect', 'refuse'],
    ['POST', '/volumes/create', 'refuse'],
    ['POST', '/images/load', 'refuse'],
    ['POST', '/build', 'refuse'],
    ['POST', '/commit', 'refuse'],
    ['POST', '/session', 'refuse'],
    ['GET', '/system/df', 'refuse'],
    ['GET', '/containers/a/../b/json', 'refuse'],
    ['GET', '/images/../containers/a/json', 'refuse'],
    ['POST', '/containers/../images/create', 'refuse'],
  ])('%s %s: %s', (method, path, handler) => {
    expect(route(method, path).handler).toBe(handler);
  });
});
