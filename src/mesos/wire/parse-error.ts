/**
 * Input that is not what it should be: malformed JSON, a value of the wrong kind, a missing required field, truncated
 * protobuf, a malformed RecordIO length. The message is Mesos's own text, so it may be sent to a client as it is.
 */
export class ParseError extends Error {
  override readonly name = 'ParseError';

  /**
   * @param stage `text` when the input could not be read at all, `message` when it could but is not the message expected.
   * Mesos introduces the two differently in its answers.
   */
  constructor(
    message: string,
    readonly stage: 'text' | 'message' = 'message',
  ) {
    super(message);
  }
}
