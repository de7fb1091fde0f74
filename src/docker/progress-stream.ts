import { jsonLines } from './json-lines.js';

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
  for await (const progress of jsonLines<EngineProgress>(stream)) {
    if (progress.error !== undefined) throw new Error(progress.error);
    onProgress(progress);
  }
}
