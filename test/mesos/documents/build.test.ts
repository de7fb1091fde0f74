import { describe, expect, it } from 'vitest';
import { buildDocument } from '../../../src/mesos/documents/build.js';

describe('what a cluster says of its build', () => {
  it('is its version, with the date of the first release of it', () => {
    expect(buildDocument('1.12.0')).toEqual({
      version: '1.12.0',
      build_date: '2024-08-27 00:00:00 UTC',
      build_time: 1_724_716_800,
      build_user: '',
    });
  });

  it.each(['1.11.0', '1.9.0', ''])('has a date for version "%s" too', (version) => {
    const { build_date, build_time, ...rest } = buildDocument(version);
    expect(rest).toEqual({ version, build_user: '' });
    expect(build_date).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/);
    expect(new Date(build_time * 1000).toISOString()).toBe(`${build_date.slice(0, 10)}T${build_date.slice(11, 19)}.000Z`);
  });
});
