import type { DriverCluster } from '../drivers/driver.js';
import { MinimesosError } from '../errors.js';
import { HttpClient, NoAnswerError } from '../http-client.js';
import { Clock } from '../mesos/process/clock.js';
import { type AccessParts, accessTo, type ClusterAccess, type During } from './access.js';
import { tellFewFiles } from './few-files.js';
import { explainBroken } from './leader.js';
import { Lifetime } from './lifetime.js';
import { tellRefusal } from './refusals.js';

const tellNoAnswer = (error: unknown, operation: string): unknown =>
  error instanceof NoAnswerError
    ? new MinimesosError('NO_ANSWER', { operation, url: new URL(error.url).origin }, { cause: error })
    : error;

/** Whether a URL is of a master or agent of the cluster. Anybody may register an agent and say where it is, and is not to be told who asks. */
const isMember = ({ masters, agents }: DriverCluster, url: string): boolean =>
  [...masters, ...agents].some((member) => url.startsWith(`${member.url}/`));

/** What is under way on a cluster, from its start to its end: each call has access to it, and ends with it. */
export class Session {
  readonly lifetime: Lifetime;
  readonly clock = new Clock();
  readonly #http: HttpClient;
  readonly #parts: AccessParts;
  /** Resolves when masters and agents answer again. */
  #resetting: Promise<void> = Promise.resolve();

  constructor(
    private readonly cluster: Pick<ClusterAccess, 'name' | 'leader' | 'agents'>,
    private readonly running: DriverCluster,
  ) {
    this.lifetime = new Lifetime(cluster.name);
    this.#http = new HttpClient((url) => (isMember(running, url) ? running.credential : undefined));
    this.#parts = { running, clock: this.clock, http: this.#http, ready: () => this.#resetting };
    running.onLost?.((error) => this.lifetime.end(error));
  }

  readonly during: During = (operation, work) =>
    this.lifetime.during(operation, async (destroyed) => {
      try {
        return await work(accessTo(this.cluster, this.#parts, destroyed));
      } catch (error) {
        tellRefusal(this.cluster, error);
        const fewFiles = tellFewFiles(error, operation);
        if (fewFiles) throw fewFiles;
        throw tellNoAnswer(explainBroken(this.running, (await this.running.explain?.(error)) ?? error, operation), operation);
      }
    });

  /** Has those who read the state wait until a reset is over. */
  reset(reset: Promise<void>): Promise<void> {
    this.#resetting = reset.catch(() => {});
    return reset;
  }

  /** Ends all that is under way. */
  end(): void {
    this.lifetime.end();
    this.#http.close();
    this.clock.stop();
  }
}
