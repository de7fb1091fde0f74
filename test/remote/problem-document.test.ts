import { describe, expect, it } from 'vitest';
import { errorCatalogue } from '../../src/error-catalogue.js';
import { MinimesosError } from '../../src/errors.js';
import { problemOf, statusOf } from '../../src/remote/problem-document.js';

describe('problemOf', () => {
  it('tells what happened apart from what to do', () => {
    const problem = problemOf(new MinimesosError('UNKNOWN_CLUSTER', { cluster: 'blue', clusters: [] }));
    expect(problem).toEqual({
      type: '/docs#error-UNKNOWN_CLUSTER',
      title: errorCatalogue.UNKNOWN_CLUSTER.when,
      status: 404,
      detail: 'There is no cluster blue. There are none.',
      code: 'UNKNOWN_CLUSTER',
      remedy: errorCatalogue.UNKNOWN_CLUSTER.remedy,
      details: { cluster: 'blue', clusters: [] },
    });
  });

  it('has enough to make the same error again', () => {
    const problems = [{ code: 'UNKNOWN_KEY' as const, path: 'a', message: 'a cluster has no such key' }];
    const error = new MinimesosError('INVALID_DESCRIPTION', { source: 'x', problems });
    const { details, problems: told } = problemOf(error);
    expect(told).toEqual(problems);
    expect(new MinimesosError('INVALID_DESCRIPTION', details as never).message).toBe(error.message);
  });

  it('says that no more files can be opened', () => {
    const error = Object.assign(new Error('EMFILE: too many open files'), { code: 'EMFILE' });
    expect(problemOf(error)).toMatchObject({ status: 503, code: 'TOO_MANY_FILES' });
  });

  it('says that what was not foreseen is a defect', () => {
    expect(problemOf(new TypeError('x is undefined'))).toMatchObject({ status: 500, code: 'DEFECT', detail: 'x is undefined' });
    expect(problemOf('text')).toMatchObject({ status: 500, detail: 'text' });
  });
});

describe('statusOf', () => {
  it('knows every error', () => {
    for (const code of Object.keys(errorCatalogue)) {
      const status = statusOf(code as keyof typeof errorCatalogue);
      expect([code, status >= 400 && status < 600]).toEqual([code, true]);
    }
  });
});
