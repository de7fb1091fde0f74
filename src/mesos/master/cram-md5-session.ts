import { CRAM_MD5, principalOfAnswer } from '../process/cram-md5.js';
import type { Address, Pid } from '../process/pid.js';
import { Process } from '../process/process.js';
import type { Runtime } from '../process/runtime.js';
import type { Messages } from '../wire/internal-messages.js';

/** How it ended: with a principal, without one because the proof was wrong, or not at all. */
export type Verdict = { readonly principal: string | undefined } | { readonly error: string };

export interface SessionOptions {
  /** The process that authenticates. */
  readonly peer: Pid;
  /** Whose secrets are known. */
  readonly credentials: readonly { readonly principal: string; readonly secret: string }[];
  readonly challenge: string;
  /** Called once; the session has ended then. */
  readonly done: (verdict: Verdict) => void;
}

/** The master's side of one authentication by CRAM-MD5: Mesos's `crammd5-authenticator-session`. What goes wrong is said as SASL says it. */
export class CramMd5Session extends Process {
  #awaits: 'start' | 'step' = 'start';
  readonly #challenge: string;

  constructor(
    runtime: Runtime,
    id: string,
    address: Address,
    private readonly options: SessionOptions,
  ) {
    super(runtime, id, address);
    this.#challenge = Buffer.from(options.challenge).toString('base64');
    this.on('AuthenticationStartMessage', (message, from) => this.#of(from, () => this.#start(message)));
    this.on('AuthenticationStepMessage', (message, from) => this.#of(from, () => this.#step(message)));
  }

  begin(): void {
    this.link(this.options.peer);
    this.send(this.options.peer, 'AuthenticationMechanismsMessage', { mechanisms: [CRAM_MD5] });
  }

  override exited(): void {
    this.#end({ error: 'Failed to communicate with authenticatee' });
  }

  /** Mesos would take what anybody says. */
  #of(from: Pid, carryOut: () => void): void {
    if (from === this.options.peer) carryOut();
    else this.log('warning', `Ignored what ${from} says in the authentication of ${this.options.peer}`);
  }

  #start({ mechanism, data }: Messages['AuthenticationStartMessage']): void {
    if (this.#awaits !== 'start') return this.#fail("Unexpected authentication 'start' received");
    if (mechanism !== CRAM_MD5) return this.#fail(`SASL(-4): no mechanism available: Couldn't find mech ${mechanism}`);
    if (data) return this.#fail('SASL(-5): bad protocol / cancel: CRAM-MD5 does not accept inital data');
    this.#awaits = 'step';
    this.send(this.options.peer, 'AuthenticationStepMessage', { data: this.#challenge });
  }

  #step({ data }: Messages['AuthenticationStepMessage']): void {
    const { peer, credentials } = this.options;
    if (this.#awaits !== 'step') return this.#fail("Unexpected authentication 'step' received");
    if (Buffer.from(data, 'base64').lastIndexOf(' ') <= 0) {
      return this.#fail('SASL(-5): bad protocol / cancel: need authentication name');
    }
    const principal = principalOfAnswer(credentials, this.#challenge, data);
    this.send(peer, principal === undefined ? 'AuthenticationFailedMessage' : 'AuthenticationCompletedMessage', {});
    this.#end({ principal });
  }

  #fail(error: string): void {
    this.send(this.options.peer, 'AuthenticationErrorMessage', { error });
    this.#end({ error });
  }

  #end(verdict: Verdict): void {
    this.terminate();
    this.options.done(verdict);
  }
}
