import { Clock } from '../mesos/process/clock.js';

/**
 * What comes of something that an engine was asked, unless it takes too long: an engine may stand still. What was asked goes on then.
 * @param late what is thrown then
 */
export async function inTime<Result>(milliseconds: number, asked: Promise<Result>, late: () => Error): Promise<Result> {
  const clock = new Clock();
  try {
    return await Promise.race([
      asked,
      new Promise<never>((_, reject) => {
        clock.delay(milliseconds, () => reject(late()));
      }),
    ]);
  } finally {
    clock.stop();
  }
}
