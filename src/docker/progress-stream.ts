/** What an engine tells while it pulls, pushes or loads. */
export interface EngineProgress {
  /** The layer. */
  readonly id?: string;
  readonly status?: string;
  readonly progressDetail?: { readonly current?: number; readonly total?: number };
  /** It has failed: why. */
  readonly error?: string;
}

/**
 * Reads what an engine tells until it is done.
 * @throws Error with the engine's reason when it says that it failed, which it does in the middle of an answer that began as a success
 */
export async function followEngine(stream: NodeJS.ReadableStream, onProgress: (progress: EngineProgress) => void): Promise<void> {
  let rest = '';
  const take = (line: string) => {
    if (line.trim() === '') return;
    const progress = JSON.parse(line) as EngineProgress;
    if (progress.error !== undefined) throw new Error(progress.error);
    onProgress(progress);
  };
  for await (const chunk of stream) {
    const lines = (rest + chunk.toString()).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) take(line);
  }
  take(rest);
}
