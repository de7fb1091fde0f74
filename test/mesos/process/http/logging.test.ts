import { expect, it } from 'vitest';
import { Logging } from '../../../../src/mesos/process/http/logging.js';

/** The level, with a clock that is moved by calling what waits. */
function logging() {
  const waiting = new Map<() => void, number>();
  const after = (milliseconds: number, action: () => void) => {
    waiting.set(action, milliseconds);
    return { cancel: () => waiting.delete(action) };
  };
  const subject = new Logging(after);
  const seconds = (text: string) => (text.endsWith('secs') ? Number.parseInt(text, 10) * 1000 : `No duration: ${text}`);
  const toggle = (query: string) => {
    const { status, body } = subject.toggle(new URLSearchParams(query), seconds);
    return [status, body];
  };
  return { subject, waiting, toggle };
}

it('is set for a while', () => {
  const { subject, waiting, toggle } = logging();
  expect(toggle('')).toEqual([200, '0\n']);
  expect(toggle('level=2&duration=5secs')).toEqual([200, undefined]);
  expect(toggle('')).toEqual([200, '2\n']);
  expect([...waiting.values()]).toEqual([5000]);
  subject.set(3, 100);
  expect([...waiting.values()]).toEqual([100]);
  for (const revert of waiting.keys()) revert();
  expect(subject.level).toBe(0);
});

it.each([
  ['level=1', "Expecting 'duration=value' in query.\n"],
  ['duration=1secs', "Expecting 'level=value' in query.\n"],
  ['level=a&duration=1secs', "Failed to convert 'a' to number.\n"],
  ['level=-1&duration=1secs', "Invalid level '-1'.\n"],
  ['level=2147483648&duration=1secs', "Failed to convert '2147483648' to number.\n"],
  ['level=1&duration=x', 'No duration: x.\n'],
])('%s is refused', (query, message) => {
  expect(logging().toggle(query)).toEqual([400, message]);
});
