import { answerChallenge, CRAM_MD5 } from '../process/cram-md5.js';
import type { Address, Pid } from '../process/pid.js';
import { Process } from '../process/process.js';
import type { Runtime } from '../process/runtime.js';

/** How an attempt went; `failed` may go better another time. */
export type Outcome = { readonly kind: 'authenticated' | 'refused' } | { readonly kind: 'failed'; readonly reason: string };

export interface AuthenticateeOptions {
  readonly master: Pid;
  /** For whom it authenticates. */
  readonly client: Pid;
  readonly credential: { readonly principal: string; readonly secret: string };
  /** How long the master has for it. */
  readonly timeoutMs: number;
  /** Called once; the process has ended then. */
  readonly done: (outcome: Outcome) => void;
}

/** The agent's side of one authentication by CRAM-MD5: Mesos's `crammd5-authenticatee`. */
export class CramMd5Authenticatee extends Process {
  #awaits: 'mechanisms' | 'step' = 'mechanisms';

  constructor(
    runtime: Runtime,
    id: string,
    address: Address,
    private readonly options: AuthenticateeOptions,
  ) {
    super(runtime, id, address);
    this.on('AuthenticationMechanismsMessage', (_, from) => this.#expecting('mechanisms', () => this.#start(from)));
    this.on('AuthenticationStepMessage', ({ data }, from) =>
      this.#expecting('step', () =>
        this.send(from, 'AuthenticationStepMessage', { data: answerChallenge(options.credential, data) }),
      ),
    );
    this.on('AuthenticationCompletedMessage', () => this.#expecting('step', () => this.#end({ kind: 'authenticated' })));
    this.on('AuthenticationFailedMessage', () => this.#end({ kind: 'refused' }));
    this.on('AuthenticationErrorMessage', ({ error = 'the master tells no reason' }) => this.#failed(error));
  }

  begin(): void {
    const { master, client, timeoutMs } = this.options;
    this.delay(timeoutMs, () => this.#failed('it took too long'));
    this.send(master, 'AuthenticateMessage', { pid: client });
  }

  #start(session: Pid): void {
    this.#awaits = 'step';
    this.send(session, 'AuthenticationStartMessage', { mechanism: CRAM_MD5 });
  }

  #expecting(what: 'mechanisms' | 'step', carryOut: () => void): void {
    if (this.#awaits === what) carryOut();
    else this.#failed(`'${this.#awaits}' was to come next, and something else did`);
  }

  #failed(reason: string): void {
    this.#end({ kind: 'failed', reason });
  }

  #end(outcome: Outcome): void {
    this.terminate();
    this.options.done(outcome);
  }
}
