import { describe, expect, it } from 'vitest';
import { addLibraryRoutes } from '../../../../src/mesos/process/http/library-routes.js';
import { Logging } from '../../../../src/mesos/process/http/logging.js';
import { emptyResponse, type HttpResponse } from '../../../../src/mesos/process/http/message.js';
import { parseQuery } from '../../../../src/mesos/process/http/query.js';
import { Router } from '../../../../src/mesos/process/http/router.js';
import { Metrics } from '../../../../src/mesos/process/metrics.js';

/** A router with one route of the delegate's, one that has no help, and those of libprocess. */
function router(): Router {
  const subject = new Router('master');
  subject.add('master', '/api/v1', () => emptyResponse(200), 'Takes calls.');
  subject.add('master', '/state', () => emptyResponse(200));
  const metrics = new Metrics();
  metrics.gauge('a/b', () => 1);
  addLibraryRoutes(subject, {
    logging: new Logging(() => ({ cancel: () => {} })),
    version: () => ({ version: '1.12.0' }),
    metrics,
    parseDuration: (text) => (text === '5secs' ? 5000 : `No duration: ${text}`),
  });
  return subject;
}

async function get(url: string, headers: Record<string, string> = {}): Promise<HttpResponse> {
  const [path = '', query = ''] = url.split('?');
  const found = router().find(path);
  if (!found) return { status: 404 };
  const request = { method: 'GET', query: parseQuery(query), headers, body: Buffer.alloc(0), peer: '127.0.0.1:1' };
  return found.handler({ ...request, path: found.path, target: url });
}

const curl = { 'user-agent': 'curl/8.0' };

describe('what libprocess answers', () => {
  it.each<[url: string, status: number, body: string | RegExp | undefined]>([
    ['/version', 200, '{"version":"1.12.0"}'],
    ['/version/', 200, '{"version":"1.12.0"}'],
    ['/version?jsonp=f', 200, 'f({"version":"1.12.0"})'],
    ['/version?jsonp=', 200, '({"version":"1.12.0"})'],
    ['/version/none', 404, undefined],
    ['/master/version', 404, undefined],
    ['/metrics/snapshot', 200, '{"a/b":1}'],
    ['/metrics/snapshot?timeout=5secs', 200, '{"a/b":1}'],
    ['/metrics/snapshot?timeout=x', 400, "Invalid timeout 'x': No duration: x.\n"],
    ['/metrics/snapshot?timeout=', 400, "Invalid timeout '': No duration: .\n"],
    ['/metrics', 404, undefined],
    ['/system/stats.json', 200, /^\{"avg_load_1min":[\d.]+,.*"mem_free_bytes":\d+\}$/],
    ['/system/stats.json?jsonp=f', 200, /^f\(.*\)$/],
    ['/system', 404, undefined],
    ['/logging/toggle', 200, '0\n'],
    ['/logging/toggle?level=1', 400, "Expecting 'duration=value' in query.\n"],
    ['/logging', 404, undefined],
    ['/profiler/start', 400, /^Perftools is disabled\. .*--enable-perftools\.\n$/],
    ['/profiler/stop', 400, /^Perftools is disabled\./],
    ['/profiler', 404, undefined],
    // Profiling of memory is off unless --memory_profiling.
    ['/memory-profiler/state', 404, undefined],
    ['/__processes__', 200, /^\[\{"id":"master","events":\[\]\},.*\{"id":"__processes__","events":\[\]\},.*\]$/],
    ['/__processes__?jsonp=f', 200, /^\[/],
  ])('to %s', async (url, status, body) => {
    const answer = await get(url);
    expect(answer.status).toBe(status);
    if (body instanceof RegExp) expect(answer.body).toMatch(body);
    else expect(answer.body).toBe(body);
  });
});

describe('/help', () => {
  it('has everything in one document', async () => {
    const { processes } = JSON.parse((await get('/help?format=json')).body as string);
    const ids = ['logging', 'master', 'metrics', 'profiler', 'system', 'version'];
    expect(processes.map(({ id }: { id: string }) => id)).toEqual(ids);
    expect(processes[1].endpoints).toEqual([
      { name: '/api/v1', text: '### USAGE ###\n>        /api/v1\n>        /master/api/v1\n\n### TL;DR; ###\nTakes calls.\n' },
      { name: '/state', text: '## No help page for `/master/state`\n' },
    ]);
    expect(processes[5].endpoints).toMatchObject([{ name: '/', text: expect.stringContaining('>        /version\n') }]);
  });

  it.each([
    ['/help', /^## HELP\n> \[\/logging\]\[logging\]\n> \[\/master\]\[master\]\n.*\n\n\[logging\]: help\/logging\n/s],
    ['/help/master', /^## `\/master` ##\n> \[\/master\/api\/v1\]\[master\/api\/v1\]\n.*\[master\/state\]: master\/state\n$/s],
    ['/help/master/', /^## `\/master` ##\n/],
    ['/help/master/api/v1', /^### USAGE ###\n.*Takes calls\.\n\n$/s],
    ['/help/master/state', '## No help page for `/master/state`\n\n'],
  ])('shows %s as Markdown to those who read it', async (url, body) => {
    const answer = await get(url, curl);
    expect(answer).toMatchObject({ status: 200, headers: { 'Content-Type': 'text/x-markdown' } });
    expect(answer.body).toMatch(body);
  });

  it('is a page for others', async () => {
    const answer = await get('/help/master/api/v1', { 'user-agent': 'Mozilla/5.0' });
    expect(answer).toMatchObject({ status: 200, headers: { 'Content-Type': 'text/html' } });
    expect(answer.body).toMatch(/^<html>.*<pre>### USAGE ###.*<\/html>$/s);
  });

  it.each([
    ['/help/master/none', 400, "No help available for '/master/none'.\n"],
    ['/help/master/state/', 400, "No help available for '/master/state/'.\n"],
    ['/help/none', 404, undefined],
    ['/help/__processes__', 404, undefined],
  ])('knows no %s', async (url, status, body) => {
    expect(await get(url, curl)).toMatchObject({ status, ...(body !== undefined && { body }) });
  });
});
