import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDuration, parseDuration, readDuration } from '../../../src/mesos/flags/duration.js';
import { propertyRuns } from '../../property-runs.js';

describe('parseDuration', () => {
  it.each([
    ['10secs', 10_000],
    ['1mins', 60_000],
    ['2hrs', 7_200_000],
    ['1days', 86_400_000],
    ['1weeks', 604_800_000],
    ['500ms', 500],
    ['250us', 0.25],
    ['0ns', 0],
    ['1ns', 0.000001],
    ['1.5mins', 90_000],
    ['.5secs', 500],
    [' 10 secs ', 10_000],
    ['-5secs', -5000],
  ])('reads %s', (text, milliseconds) => {
    expect(parseDuration(text)).toBe(milliseconds);
  });

  it.each(['', '10', 'secs', '10s', '10 minutes', '1e3secs', '10SECS', '1.2.3secs', '10secs5ms', 'NaNsecs'])(
    'refuses %j',
    (text) => {
      expect(parseDuration(text)).toBeUndefined();
    },
  );
});

it('durations with many digits are read in time that is linear in their number', () => {
  const digits = '1'.repeat(400_000);
  expect(parseDuration(`${digits}!`)).toBeUndefined();
  expect(readDuration(`${digits}..secs`)).toMatch(/^Failed to convert/);
});

describe('readDuration', () => {
  const UNITS = "supported units are 'ns', 'us', 'ms', 'secs', 'mins', 'hrs', 'days', and 'weeks'";

  it.each([
    ['10secs', 10_000],
    ['1.5mins', 90_000],
    ['0ns', 0],
    ['', "Invalid duration ''"],
    ['10', "Invalid duration '10'"],
    ['secs', "Failed to convert '' to number"],
    ['-5secs', "Failed to convert '' to number"],
    ['1.2.3secs', "Failed to convert '1.2.3' to number"],
    ['10 secs', `Unknown duration unit ' secs'; ${UNITS}`],
    ['10s', `Unknown duration unit 's'; ${UNITS}`],
    ['20000weeks', "Argument out of the range that a Duration can represent due to int64_t's size limit"],
  ])('reads %j as Mesos does', (text, read) => {
    expect(readDuration(text)).toBe(read);
  });
});

describe('formatDuration', () => {
  it.each([
    [0, '0ns'],
    [15_000, '15secs'],
    [60_000, '1mins'],
    [75_000, '75secs'],
    [600_000, '10mins'],
    [3_600_000, '1hrs'],
    [21_600_000, '6hrs'],
    [86_400_000, '1days'],
    [10 * 86_400_000, '10days'],
    [604_800_000, '1weeks'],
    [2 * 604_800_000, '2weeks'],
    [1500, '1500ms'],
    [0.0005, '500ns'],
    [1.063314, '1.063314ms'],
    [90_500, '1.50833333333333mins'],
    [-5000, '-5secs'],
  ])('writes %d ms as %s', (milliseconds, text) => {
    expect(formatDuration(milliseconds)).toBe(text);
  });

  it('is undone by parseDuration', () => {
    const units = fc.constantFrom('ns', 'us', 'ms', 'secs', 'mins', 'hrs', 'days', 'weeks');
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1000 }), units, (amount, unit) => {
        const milliseconds = parseDuration(`${amount}${unit}`) ?? Number.NaN;
        expect(parseDuration(formatDuration(milliseconds))).toBeCloseTo(milliseconds, 5);
      }),
      propertyRuns(),
    );
  });
});
