import { describe, expect, it } from 'vitest';
import { FrameworkNames, trafficFilter } from '../../src/faults/traffic-filter.js';
import type { MessageName } from '../../src/mesos/wire/internal-messages.js';
import { HappeningReader } from '../../src/timeline/from-happening.js';

const MASTER = 'master@127.0.0.1:5050';
const SCHEDULER = 'scheduler-1@127.0.0.1:7000';

describe('the messages of v0 schedulers', () => {
  it.each<[MessageName, object]>([
    ['RegisterFrameworkMessage', { framework: { name: 'mine', user: '' } }],
    ['Call', { type: 'SUBSCRIBE', subscribe: { framework_info: { name: 'mine', user: '' } } }],
  ])('are found by name and id of their framework, from %s on', (first, registration) => {
    const reader = new HappeningReader();
    const names = new FrameworkNames();
    const read = (from: string, to: string, name: MessageName, message: object) => {
      const entry = reader.entryOf({ at: 0, kind: 'message', from, to, name, message: message as never });
      names.learn(entry);
      return entry;
    };
    const registered = { framework_id: { value: 'F0' }, master_info: {} };
    const told: [MessageName, object][] = [
      ['FrameworkRegisteredMessage', registered],
      ['ResourceOffersMessage', { offers: [], pids: [] }],
      ['FrameworkErrorMessage', { message: 'x' }],
    ];
    const entries = [
      read(SCHEDULER, MASTER, first, registration),
      ...told.map(([name, message]) => read(MASTER, SCHEDULER, name, message)),
      read(SCHEDULER, MASTER, 'ReviveOffersMessage', { framework_id: { value: 'F0' } }),
    ];
    expect(entries.map(({ framework }) => framework)).toEqual([undefined, 'F0', 'F0', 'F0', 'F0']);
    for (const [key, expected] of [
      ['mine', 5],
      ['F0', 4],
      ['another', 0],
    ] as const) {
      expect([key, entries.filter(trafficFilter({ framework: key }, names)).length]).toEqual([key, expected]);
    }
    expect(entries.filter(trafficFilter({ message: '*', to: 'mine' }, names)).map(({ what }) => what)).toEqual(
      told.map(([name]) => name),
    );
    expect(entries.filter(trafficFilter({ message: '*', from: 'scheduler' }, names))).toHaveLength(2);
  });
});
