import { describe, expect, it } from 'vitest';
import { Complaints } from '../../../../src/mesos/process/libprocess/complaints.js';

function complaints() {
  const told: string[] = [];
  return { told, complaints: new Complaints((process, text) => told.push(`${process}: ${text}`)) };
}

describe('a complaint', () => {
  it('is told once, and again when all was well meanwhile', () => {
    const { told, complaints: all } = complaints();
    for (const what of ['a', 'a', 'b']) all.add(what, 'master', `this is ${what}`);
    all.forget('a');
    all.add('a', 'master', 'this is new');
    expect(told).toEqual(['master: this is a', 'master: this is b', 'master: this is new']);
  });

  it('is not told any more when there were very many', () => {
    const { told, complaints: all } = complaints();
    for (let count = 0; count < 5000; count++) all.add(`${count}`, 'master', `this is ${count}`);
    expect(told).toHaveLength(1001);
    expect(told.at(-1)).toMatch(/no more is told$/);
  });
});
