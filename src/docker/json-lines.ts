/**
 * The JSON documents of a stream that has one in each line, as engines tell what goes on. Ends and fails as the stream does.
 * @throws Error that says so when a line is no JSON object
 */
export async function* jsonLines<Document extends object>(stream: NodeJS.ReadableStream): AsyncGenerator<Document, void> {
  // A chunk may end in the middle of a character.
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of stream) {
    const [first = '', ...more] = decoder.decode(chunk as Buffer, { stream: true }).split('\n');
    // What a long line has so far is not read again with each chunk.
    rest += first;
    for (const next of more) {
      if (rest.trim() !== '') yield documentOf<Document>(rest);
      rest = next;
    }
  }
  if (rest.trim() !== '') yield documentOf<Document>(rest);
}

const LONGEST_QUOTE = 100;

function documentOf<Document extends object>(line: string): Document {
  let document: unknown;
  try {
    document = JSON.parse(line);
  } catch {
    // It is none.
  }
  if (typeof document === 'object' && document !== null) return document as Document;
  throw new Error(`the engine has sent what is no JSON object: ${line.slice(0, LONGEST_QUOTE)}`);
}
