import type { ErrorCode } from '../../errors.js';
import type { Address } from './pid.js';
import type { Observation } from './runtime.js';
import { MessageReader, MessageWriter } from './supervisor/protocol.js';

/** Of a cluster whose master or agent a process is; in the variable of its environment below. */
export interface Owner {
  /** Whom the process lets in and allows everything: minimesos itself. */
  readonly credential: { readonly principal: string; readonly secret: string };
  /** What everything has that the process makes on an engine of Docker. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
}

/** What a process tells its owner, on standard output. */
export type OwnerReport =
  /** It listens there, and serves. */
  | { readonly type: 'ready'; readonly address: Address; readonly id: string }
  /** It cannot start: the code and the particulars of an error of the catalogue. */
  | { readonly type: 'failed'; readonly code: ErrorCode; readonly details: object }
  | { readonly type: 'observed'; readonly observation: Observation };

/** What the owner says, on standard input: there may be another leading master, where the agent cannot see that by itself. */
export interface OwnerWord {
  readonly type: 'look';
}

/** Tells a process that it has an owner. */
export const OWNER_VARIABLE = 'MINIMESOS_OWNER';

/** The owner of this process, if it has one; and how to speak with it. */
export class OwnerLink {
  readonly #writer = new MessageWriter<OwnerReport>((text) => process.stdout.write(text));

  private constructor(readonly owner: Owner) {
    // Without its owner this process is ended by the supervisor.
    process.stdout.on('error', () => {});
  }

  /** Nothing that this process starts is to believe that it has this owner, too. */
  static take(environment: NodeJS.ProcessEnv): OwnerLink | undefined {
    const text = environment[OWNER_VARIABLE];
    delete environment[OWNER_VARIABLE];
    return text === undefined ? undefined : new OwnerLink(JSON.parse(text) as Owner);
  }

  tell(report: OwnerReport): void {
    if (!this.#writer.pending) queueMicrotask(() => this.#writer.flush());
    this.#writer.add(report);
  }

  /** Tells at once what it can be told no more later. */
  tellLast(report: OwnerReport): void {
    this.#writer.add(report);
    this.#writer.flush();
  }

  /** Calls `listener` with what the owner says. */
  listen(listener: (word: OwnerWord) => void): void {
    const reader = new MessageReader<OwnerWord>();
    process.stdin.on('data', (chunk: Buffer) => {
      for (const word of reader.read(chunk)) listener(word);
    });
    process.stdin.on('error', () => {});
  }
}
