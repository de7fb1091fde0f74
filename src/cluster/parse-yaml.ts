import { MinimesosError } from '../errors.js';

/**
 * The content of a description in YAML 1.2, not yet checked. Merge keys (`<<`) work, so that agents can share parts.
 * @param source where it came from, for messages
 * @throws MinimesosError `INVALID_FILE` with line and column
 */
export async function parseYamlDescription(text: string, source: string): Promise<unknown> {
  const { LineCounter, parseDocument } = await import('yaml');
  const lineCounter = new LineCounter();
  const invalid = (reason: string, offset?: number, cause?: unknown) => {
    const { line, col } = offset === undefined ? {} : lineCounter.linePos(offset);
    return new MinimesosError('INVALID_FILE', { file: source, line, column: col, reason }, { cause });
  };
  if (text.trim() === '') throw invalid('it is empty');
  const document = parseDocument(text, { merge: true, stringKeys: true, lineCounter, prettyErrors: false });
  // A warning tells of a tag that is not known, such as those that make other programs call functions.
  const [fault] = [...document.errors, ...document.warnings];
  if (fault)
    throw invalid(fault.code === 'NON_STRING_KEY' ? 'a key has to be a text' : sentence(fault.message), fault.pos[0], fault);
  try {
    return document.toJS();
  } catch (cause) {
    // Aliases of aliases that would unfold to millions of values.
    throw invalid(sentence((cause as Error).message), undefined, cause);
  }
}

/** A reason as it stands in our messages: without the dot at its end, and as one line. */
const sentence = (message: string) => message.replace(/\s+/g, ' ').replace(/\.$/, '');
