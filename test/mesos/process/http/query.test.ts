import { describe, expect, it } from 'vitest';
import { parseForm, parseQuery } from '../../../../src/mesos/process/http/query.js';

describe('a query', () => {
  it.each<[text: string, parameters: Record<string, string>]>([
    ['', {}],
    ['a=1&b=2', { a: '1', b: '2' }],
    ['a=1;b=2', { a: '1', b: '2' }],
    ['&&a=1;&', { a: '1' }],
    ['a=1&a=2', { a: '2' }],
    ['a', { a: '' }],
    ['a=', { a: '' }],
    ['=1', { '': '1' }],
    ['a=b=c', { a: 'b=c' }],
    ['a+b=c+d', { 'a b': 'c d' }],
    ['a=%2B%26%3d', { a: '+&=' }],
    ['a=%C3%A9é', { a: 'éé' }],
    ['a=%ff', { a: '\ufffd' }],
    ['a=1\n2', { a: '1\n2' }],
  ])('%j is read', (text, parameters) => {
    expect(Object.fromEntries(parseQuery(text))).toEqual(parameters);
  });

  it.each([
    ['a=%', '%', '%'],
    ['a=x%4', 'x%4', '%4'],
    ['%zz=1', '%zz', '%zz'],
    ['a=%4gh', '%4gh', '%4g'],
  ])('%j is refused', (text, part, sign) => {
    expect(() => parseQuery(text)).toThrow(`Malformed % escape in '${part}': '${sign}'`);
  });
});

it('a form is refused in words of its own', () => {
  expect(Object.fromEntries(parseForm(Buffer.from('a=1')))).toEqual({ a: '1' });
  expect(() => parseForm(Buffer.from('a=%'))).toThrow("Unable to decode query string: Malformed % escape in '%': '%'");
});
