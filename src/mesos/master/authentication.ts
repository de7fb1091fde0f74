import { CRAM_MD5, principalOfAnswer } from '../process/cram-md5.js';
import type { Pid } from '../process/pid.js';
import type { Messages } from '../wire/internal-messages.js';
import type { Master } from './master.js';

/** Which agents have proved who they are, by Mesos's CRAM-MD5. */
export class Authentication {
  /** By pid: the challenges that have no answer yet. */
  readonly #challenges = new Map<Pid, string>();
  readonly #principals = new Map<Pid, string>();

  constructor(private readonly master: Master) {}

  /** Who is behind a pid; undefined when that is not known. */
  principalOf(pid: Pid): string | undefined {
    return this.#principals.get(pid);
  }

  forget(pid: Pid): void {
    this.#principals.delete(pid);
    this.#challenges.delete(pid);
  }

  /** Somebody wants to authenticate, for the first time or again. */
  begin(pid: Pid): void {
    this.forget(pid);
    this.master.sendTo(pid, 'AuthenticationMechanismsMessage', { mechanisms: [CRAM_MD5] });
  }

  challenge({ mechanism }: Messages['AuthenticationStartMessage'], pid: Pid): void {
    if (mechanism !== CRAM_MD5) {
      return this.master.sendTo(pid, 'AuthenticationErrorMessage', { error: `Unsupported mechanism ${mechanism}` });
    }
    const challenge = Buffer.from(`<${this.master.uuid()}@${this.master.info.hostname}>`).toString('base64');
    this.#challenges.set(pid, challenge);
    this.master.sendTo(pid, 'AuthenticationStepMessage', { data: challenge });
  }

  answered({ data }: Messages['AuthenticationStepMessage'], pid: Pid): void {
    const challenge = this.#challenges.get(pid);
    this.#challenges.delete(pid);
    const principal =
      challenge === undefined ? undefined : principalOfAnswer(this.master.flags.credentials?.list ?? [], challenge, data);
    if (principal === undefined) {
      this.master.note('warning', `Refused the authentication of ${pid}`);
      return this.master.sendTo(pid, 'AuthenticationFailedMessage', {});
    }
    this.#principals.set(pid, principal);
    this.master.note('info', `Authenticated ${pid} as principal '${principal}'`);
    this.master.sendTo(pid, 'AuthenticationCompletedMessage', {});
  }
}
