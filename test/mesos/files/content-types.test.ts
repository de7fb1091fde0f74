import { describe, expect, it } from 'vitest';
import { contentTypeOf } from '../../../src/mesos/files/content-types.js';

describe('the type of a file', () => {
  it.each([
    ['/sandbox/page.html', 'text/html'],
    ['notes.txt', 'text/plain'],
    ['archive.tar', 'application/x-tar'],
    ['script.min.js', 'application/x-javascript'],
  ])('of %s is %s', (path, type) => expect(contentTypeOf(path)).toBe(type));

  it.each(['/sandbox/stdout', 'data.json', 'archive.tar.gz', '.txt', 'PAGE.HTML', '/a.txt/stdout', '', 'x.constructor', 'x.'])(
    'of %s is nothing special',
    (path) => expect(contentTypeOf(path)).toBe('application/octet-stream'),
  );
});
