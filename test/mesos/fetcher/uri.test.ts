import { describe, expect, it } from 'vitest';
import { baseName, locate, uriProblem } from '../../../src/mesos/fetcher/uri.js';

describe('baseName', () => {
  it.each([
    ['http://host/a/b.tgz', 'b.tgz'],
    ['http://host/a/b.tgz?x=1&y=/z', 'z'],
    ['http://host/b.tgz?x=1', 'b.tgz?x=1'],
    ['http://host/a/', ''],
    ['/a/b', 'b'],
    ['/a/b/', 'b'],
    ['plain', 'plain'],
    ['a://b/c/', 'c'],
    ['', ''],
    ['/', ''],
    ['/a//', 'a'],
    [`${'a'.repeat(1_000_000)}/b`, 'b'],
    [`/a${'/'.repeat(1_000_000)}b`, 'b'],
  ])('of %.20s is %s', (value, name) => expect(baseName(value)).toBe(name));
});

describe('uriProblem', () => {
  it.each([
    [{ value: 'http://host/x' }, undefined],
    [{ value: '' }, undefined],
    [{ value: 'http://host/x', output_file: '../x' }, undefined],
    [{ value: 'http://host' }, 'Malformed URI (missing path): http://host'],
    [{ value: 'http://host/' }, 'Malformed URI (missing path): http://host/'],
    [{ value: 'http://host/a\\b' }, 'Illegal characters in URI'],
    [{ value: "/it's" }, 'Illegal characters in URI'],
    [{ value: '/x\0' }, 'Illegal characters in URI'],
    [{ value: '/x', output_file: "a'b" }, 'Illegal characters in URI'],
    [{ value: '/x', output_file: '/tmp/x' }, 'URI output file must be within the sandbox directory'],
  ])('of %j is %s', (uri, problem) => expect(uriProblem(uri)).toBe(problem));
});

describe('locate', () => {
  it.each([
    ['/a/b', undefined, '/a/b'],
    ['  /a/b', undefined, '/a/b'],
    ['file:///a/b', undefined, '/a/b'],
    ['file://localhost/a/b', undefined, '/a/b'],
    ['a/b', '/home', '/home/a/b'],
  ])('takes %s (home %s) for the file %s', (value, home, path) => expect(locate(value, home)).toEqual({ kind: 'local', path }));

  it.each(['http', 'https'])('knows %s', (scheme) => {
    expect(locate(`${scheme}://host:1/x?y`, undefined)).toEqual({ kind: 'http', url: new URL(`${scheme}://host:1/x?y`) });
  });

  it.each([
    ['a/b', 'frameworks home'],
    ['', 'frameworks home'],
    ['file://a/b', 'absolute path'],
    ['file://localhosts/b', 'absolute path'],
    ['http://:80/x', 'not a valid URL'],
    ['hdfs://host/x', "'hdfs' is not supported; supported: http, https, file"],
    ['ftp://host/x', "'ftp' is not supported"],
    ['gopher://host/x', "'gopher' is not supported"],
  ])('refuses %s because of %s', (value, reason) => expect(() => locate(value, undefined)).toThrow(reason));
});
