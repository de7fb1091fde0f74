import { Core } from '../src/marathon/core.js';
import { EventBus } from '../src/marathon/events.js';
import { MarathonRouter } from '../src/marathon/http/router.js';
import type { Kept } from '../src/marathon/state/kept.js';
import { NoStore } from '../src/marathon/state/store.js';
import { Clock } from '../src/mesos/process/clock.js';
import { seededRandom } from '../src/mesos/process/random.js';
import { parseResources } from '../src/mesos/resources/parse.js';
import type { Offer } from '../src/mesos/wire/messages.js';
import { type Asked, Asker } from './requests.js';

const URL_HERE = 'http://127.0.0.1:8080';
const OFFER = {
  ...{ id: { value: 'o' }, framework_id: { value: 'f' }, agent_id: { value: 's' }, hostname: 'h' },
  attributes: [{ name: 'rack', type: 'TEXT', text: { value: 'abc' } }],
  resources: [...parseResources('cpus:4;mem:4096;disk:100;ports:[31000-31010]')],
} as unknown as Offer;

/** Gives requests to a Marathon that has no master; after each time passes, and there is an offer. */
export async function askMarathon(kept: Kept, requests: readonly Asked[]): Promise<void> {
  const failures: Error[] = [];
  const clock = new Clock({ virtual: true, beginsAt: 1_700_000_000_000 });
  const options = {
    masters: 'http://127.0.0.1:1',
    clock,
    random: seededRandom(1),
    onFailure: (error: Error) => failures.push(error),
  };
  const core = new Core(options, new NoStore(), kept, URL_HERE, new EventBus(clock));
  const asker = new Asker(new MarathonRouter(core, URL_HERE, () => {}));
  try {
    for (const asked of requests) {
      await asker.ask(asked);
      core.queue.consider([OFFER]);
      clock.advance(1000);
      if (failures[0]) throw failures[0];
    }
    asker.leave();
  } finally {
    await core.stop(false);
    clock.stop();
  }
}
