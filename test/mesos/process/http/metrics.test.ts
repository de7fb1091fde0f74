import { describe, expect, it } from 'vitest';
import { readDuration } from '../../../../src/mesos/flags/duration.js';
import type { HttpRequest, HttpResponse } from '../../../../src/mesos/process/http/message.js';
import { listMetrics, metricsSnapshot } from '../../../../src/mesos/process/http/metrics.js';
import { Metrics } from '../../../../src/mesos/process/metrics.js';

const metrics = new Metrics();
metrics.counter('b').increment(2);
metrics.gauge('a', () => 0.5);

const ask = (query: string) => {
  const request = { method: 'GET', path: '/snapshot', query: new URLSearchParams(query), headers: {} } as HttpRequest;
  return metricsSnapshot(metrics, readDuration)(request) as HttpResponse;
};

describe('/metrics/snapshot', () => {
  it('is a document of numbers', () => {
    expect(ask('')).toMatchObject({ status: 200, body: '{"a":0.5,"b":2}' });
    expect(ask('jsonp=f')).toMatchObject({ status: 200, body: 'f({"a":0.5,"b":2})' });
  });

  it.each(['5secs', '0ns', '1.5mins'])('takes the timeout %s', (timeout) => {
    expect(ask(`timeout=${timeout}`).status).toBe(200);
  });

  it.each([
    ['x', "Failed to convert '' to number"],
    ['5', "Invalid duration '5'"],
    ['', "Invalid duration ''"],
    ['-5secs', "Failed to convert '' to number"],
  ])('refuses the timeout %j', (timeout, problem) => {
    expect(ask(`timeout=${timeout}`)).toMatchObject({ status: 400, body: `Invalid timeout '${timeout}': ${problem}.\n` });
  });
});

it('GET_METRICS lists the same', () => {
  expect(listMetrics(metrics)).toEqual({
    metrics: [
      { name: 'a', value: 0.5 },
      { name: 'b', value: 2 },
    ],
  });
});
