import { describe, expect, it } from 'vitest';
import { checkOptions, checkText } from '../../src/cluster/options.js';

const check = (options: unknown) => () => checkOptions('run()', options, { timeout: true, name: true });

describe('options', () => {
  it('may be any of those that exist, set or not', () => {
    expect(check({})).not.toThrow();
    expect(check({ timeout: 5, name: undefined })).not.toThrow();
  });

  it('are refused when they do not exist, with the nearest one', () => {
    expect(check({ tiemout: 5 })).toThrow('An option of run() has to be timeout, perhaps, but is tiemout.');
    expect(check({ colour: 5 })).toThrow('An option of run() has to be one of timeout, name, but is colour.');
    expect(check({ constructor: 5 })).toThrow('but is constructor.');
  });

  it.each([[null], [5], ['timeout'], [[]]])('are an object, not %j', (options) => {
    expect(check(options)).toThrow('What run() is given has to be an object with options');
  });
});

describe('a text', () => {
  it.each([undefined, null, '', 5, {}])('is not %j', (value) => {
    expect(() => checkText(value, 'The task', 'an id')).toThrow('The task has to be an id');
  });
});
