import type { Readable } from 'node:stream';
import { answered } from './in-time.js';
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

/** An engine that pulls says something every second, but for moments in which it unpacks or waits for a registry. */
const SILENCE_MS = 300_000;

/**
 * Reads what an engine tells until it is done.
 * @param doing what it is to do: `pull x`
 * @param silenceMs for how long it may say nothing
 * @throws Error with the engine's reason when it says that it failed, which it does in the middle of an answer that began as a success
 * @throws MinimesosError `DOCKER_GONE` when it says nothing for too long
 */
export async function followEngine(
  doing: string,
  asked: Promise<NodeJS.ReadableStream>,
  onProgress: (progress: EngineProgress) => void,
  silenceMs = SILENCE_MS,
): Promise<void> {
  try {
    const told = jsonLines<EngineProgress>(await answered(silenceMs, doing, asked));
    for (;;) {
      const { done, value } = await answered(silenceMs, doing, told.next());
      if (done) return;
      if (value.error !== undefined) throw new Error(value.error);
      onProgress(value);
    }
  } finally {
    // It may come only when it was given up.
    asked.then(
      (stream) => (stream as Readable).destroy(),
      () => {},
    );
  }
}
