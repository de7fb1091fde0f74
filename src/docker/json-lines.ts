/** The JSON documents of a stream that has one in each line, as engines tell what goes on. Ends and fails as the stream does. */
export async function* jsonLines<Document>(stream: NodeJS.ReadableStream): AsyncGenerator<Document, void> {
  // A chunk may end in the middle of a character.
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of stream) {
    const lines = (rest + decoder.decode(chunk as Buffer, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.trim() !== '') yield JSON.parse(line) as Document;
  }
  if (rest.trim() !== '') yield JSON.parse(rest) as Document;
}
