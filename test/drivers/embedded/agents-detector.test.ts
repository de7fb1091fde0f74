import { expect, it } from 'vitest';
import { AgentsDetector } from '../../../src/drivers/embedded/agents-detector.js';
import type { LeaderListener, MasterDetector } from '../../../src/mesos/detector/detector.js';
import { StandaloneDetector } from '../../../src/mesos/detector/detector.js';
import type { MasterInfo } from '../../../src/mesos/wire/messages.js';

const master = (id: string): MasterInfo => ({ id, ip: 0, port: 5050 });
const [first, second] = [master('m1'), master('m2')];

/** Names of those whom somebody has been told of. */
function heard(): { readonly names: (string | undefined)[]; readonly listener: LeaderListener } {
  const names: (string | undefined)[] = [];
  return { names, listener: (leader) => names.push(leader?.id) };
}

it('tells agents of a leader of their own once it serves', () => {
  const detector = new StandaloneDetector();
  let serving: MasterInfo | undefined;
  const [told, agent] = [heard(), heard()];
  const detected = new AgentsDetector(detector, (leader) => leader !== serving, told.listener);
  detected.detect(agent.listener);
  detector.appoint(first);
  expect(agent.names).toEqual([undefined]);
  serving = first;
  detected.look();
  detected.look();
  expect(agent.names).toEqual([undefined, 'm1']);

  detector.appoint(undefined);
  detector.appoint(second);
  detector.appoint(first); // second has never served
  expect(agent.names).toEqual([undefined, 'm1', undefined, 'm1']);
  expect(told.names).toEqual(agent.names);
});

it('tells whoever comes later what the others know', () => {
  const detector = new StandaloneDetector(first);
  const detected = new AgentsDetector(
    detector,
    ({ id }) => id === 'm2',
    () => {},
  );
  detector.appoint(second);
  const late = heard();
  const leave = detected.detect(late.listener);
  expect(late.names).toEqual(['m1']);
  leave();
  detector.appoint(undefined);
  expect(late.names).toEqual(['m1']);
});

it('tells everybody that nobody will be detected any more', () => {
  let fail = (_: Error) => {};
  const detector: MasterDetector = {
    detect(_, failed) {
      fail = failed ?? fail;
      return () => {};
    },
  };
  const detected = new AgentsDetector(
    detector,
    () => false,
    () => {},
  );
  const failures: string[] = [];
  const note = ({ message }: Error) => failures.push(message);
  detected.detect(() => {}, note);
  fail(new Error('Authentication failed'));
  detected.detect(() => {}, note);
  expect(failures).toEqual(['Authentication failed', 'Authentication failed']);
});
