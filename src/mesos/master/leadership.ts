import type { MasterContender } from '../detector/contender.js';
import type { MasterDetector } from '../detector/detector.js';
import type { MasterInfo } from '../wire/messages.js';
import { MASTER_CAPABILITIES, type Master } from './master.js';

/**
 * A master's part in the election of the leader: it contends, and learns who leads. One that has led and does so no more ends,
 * as in Mesos: whatever it knows may have become wrong.
 */
export class Leadership {
  #stopDetecting: () => void = () => {};
  #contends = false;

  constructor(private readonly master: Master) {}

  /** Whether its candidacy has begun, and has not ended since. */
  get contends(): boolean {
    return this.#contends;
  }

  /** Takes part from now on. */
  begin(contender: MasterContender, detector: MasterDetector): void {
    this.#contend(contender);
    this.#stopDetecting = detector.detect(
      (leader) => this.#whileAlive(() => this.#detected(leader)),
      (error) => this.master.exit(`Failed to detect the leading master: ${error.message}`),
    );
    if (!this.master.alive) this.stop();
  }

  stop(): void {
    this.#stopDetecting();
  }

  #contend(contender: MasterContender): void {
    const { info, pid } = this.master;
    // What masters tell each other has all capabilities, whatever the v1 API has names for.
    const told = { ...info, capabilities: MASTER_CAPABILITIES.map((type) => ({ type })) };
    contender.contend(told, {
      entered: () =>
        this.#whileAlive(() => {
          this.#contends = true;
          this.master.observe({ kind: 'election', process: pid, what: 'contends' });
        }),
      lost: () => this.#whileAlive(() => this.#lost(contender)),
      failed: (error) => this.master.exit(`Failed to contend: ${error.message}`),
    });
  }

  #lost(contender: MasterContender): void {
    this.#contends = false;
    if (this.master.elected) return this.master.exit('Its candidacy has ended while it led');
    this.master.note('info', 'Lost its candidacy: contending again');
    this.#contend(contender);
  }

  #detected(leader: MasterInfo | undefined): void {
    const { master } = this;
    const wasElected = master.elected;
    if (leader?.id === master.masterId) return wasElected ? undefined : master.lead();
    master.leaderIs(leader);
    if (!leader) {
      if (wasElected) master.exit('Nobody leads any more, not even this master');
      else master.note('info', 'No master leads');
      return;
    }
    master.note('info', `The leading master is ${leader.pid} with id ${leader.id}`);
    if (wasElected) return master.exit(`Another master leads now: ${leader.pid}`);
    const region = leader.domain?.fault_domain?.region.name;
    const own = master.info.domain?.fault_domain?.region.name;
    if (region !== undefined && own !== undefined && region !== own) {
      master.exit(`The leading master is in the region ${region}, and this one in ${own}: all masters have to be in one`);
    }
  }

  #whileAlive(action: () => void): void {
    if (this.master.alive) action();
  }
}
