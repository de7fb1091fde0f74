import { followEngine } from './progress-stream.js';

/** How much of an image was on its way, and how much was there already. */
export interface LayersMoved {
  /** Layers that were sent. */
  readonly sent: number;
  /** Layers that were there. */
  readonly present: number;
  /** What the layers that were sent take, as the engine counts it: unpacked for a push, as they pass for a pull. */
  readonly bytes: number;
}

const SENT = /^(Pushed|Pull complete)$/;
const PRESENT = /^(Layer already exists|Already exists|Mounted from .*)$/;

/**
 * Follows a push or a pull to its end.
 * @param doing what the engine is to do: `push x`
 * @param told of the bytes that have passed so far
 * @throws Error that has the engine's reason
 * @throws MinimesosError `DOCKER_GONE` when nothing comes for too long
 */
export async function followLayers(
  doing: string,
  asked: Promise<NodeJS.ReadableStream>,
  told: (bytes: number) => void = () => {},
): Promise<LayersMoved> {
  const ends = new Map<string, 'sent' | 'present'>();
  const bytes = new Map<string, number>();
  const totals = new Map<string, number>();
  const sum = () => [...bytes.values()].reduce((all, each) => all + each, 0);
  await followEngine(doing, asked, ({ id, status = '', progressDetail }) => {
    if (id === undefined) return;
    if (SENT.test(status)) ends.set(id, 'sent');
    if (PRESENT.test(status)) ends.set(id, 'present');
    // The last of what it tells on the way is rarely all.
    if (status === 'Download complete') bytes.set(id, totals.get(id) ?? bytes.get(id) ?? 0);
    if (progressDetail?.total !== undefined) totals.set(id, progressDetail.total);
    if (!/^(Pushing|Downloading)/.test(status) || progressDetail?.current === undefined) return;
    bytes.set(id, progressDetail.current);
    told(sum());
  });
  const count = (end: 'sent' | 'present') => [...ends.values()].filter((each) => each === end).length;
  return { sent: count('sent'), present: count('present'), bytes: sum() };
}
