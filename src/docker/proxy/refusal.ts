/** An answer that is no success, in the form of the engine: its client shows the message. */
export class Refusal extends Error {
  /** @param status the status of the answer */
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** For what the engine's own answer would be this: whatever is not this agent's is not there. */
export const noSuchContainer = (name: string) => new Refusal(404, `No such container: ${name}`);
