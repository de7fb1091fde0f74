import type { Pid } from '../process/pid.js';
import type { Messages } from '../wire/internal-messages.js';
import type { FrameworkInfo } from '../wire/messages.js';
import { CramMd5Session, type Verdict } from './cram-md5-session.js';
import type { Master } from './master.js';

/** An authentication that is under way. */
interface UnderWay {
  readonly session: CramMd5Session;
  /** What has come from the same peer meanwhile, and is done afterwards. */
  readonly afterwards: (() => void)[];
}

/** Which agents and v0 schedulers have proved who they are, by Mesos's CRAM-MD5. */
export class Authentication {
  /** By the pid that is authenticated. */
  readonly #underWay = new Map<Pid, UnderWay>();
  readonly #principals = new Map<Pid, string>();

  constructor(private readonly master: Master) {}

  /** Who is behind a pid; undefined when that is not known. */
  principalOf(pid: Pid): string | undefined {
    return this.#principals.get(pid);
  }

  /** Somebody authenticates a process, which may be another than itself, for the first time or again. */
  begin({ pid }: Messages['AuthenticateMessage'], from: Pid): void {
    this.master.metrics.count('messages_authenticate');
    this.#principals.delete(pid);
    this.#drop(pid);
    const challenge = `<${this.master.uuid()}@${this.master.info.hostname}>`;
    const credentials = this.master.flags.credentials?.list ?? [];
    const session = this.master.spawnBeside(
      'crammd5-authenticator-session',
      (runtime, id, address) =>
        new CramMd5Session(runtime, id, address, {
          ...{ peer: from, credentials, challenge },
          done: (verdict) => this.#ended(pid, verdict),
        }),
    );
    this.#underWay.set(pid, { session, afterwards: [] });
    session.begin();
    this.master.after(this.master.flags.authentication_v0_timeout, () => {
      if (this.#underWay.get(pid)?.session !== session) return;
      this.master.note('warning', `The authentication of ${pid} timed out`);
      this.#drop(pid);
    });
  }

  /** Does something when it is known who is behind a pid: at once, unless it is about to be found out. */
  settled(pid: Pid, action: () => void): void {
    const underWay = this.#underWay.get(pid);
    if (underWay) underWay.afterwards.push(action);
    else action();
  }

  /** Why the process of a framework may not subscribe it, in Mesos's words; undefined when it may. */
  problemOf({ principal }: FrameworkInfo, pid: Pid): string | undefined {
    const authenticated = this.#principals.get(pid);
    if (this.master.flags.authenticate_frameworks && authenticated === undefined) {
      return `Framework at ${pid} is not authenticated`;
    }
    return principal === undefined || authenticated === undefined || principal === authenticated
      ? undefined
      : `Framework principal '${principal}' does not match authenticated principal '${authenticated}'`;
  }

  /** Whoever was there is gone, and whoever comes next has to authenticate. */
  forget(pid: Pid): void {
    this.#principals.delete(pid);
  }

  /** Ends what is under way. */
  stop(): void {
    for (const pid of [...this.#underWay.keys()]) this.#drop(pid);
  }

  #ended(pid: Pid, verdict: Verdict): void {
    const underWay = this.#underWay.get(pid);
    this.#underWay.delete(pid);
    if ('error' in verdict) return this.master.note('warning', `Failed to authenticate ${pid}: ${verdict.error}`);
    const { principal } = verdict;
    if (principal === undefined) this.master.note('warning', `Refused the authentication of ${pid}`);
    else {
      this.#principals.set(pid, principal);
      this.master.note('info', `Authenticated ${pid} as principal '${principal}'`);
    }
    for (const action of underWay?.afterwards ?? []) action();
  }

  #drop(pid: Pid): void {
    this.#underWay.get(pid)?.session.terminate();
    this.#underWay.delete(pid);
  }
}
