import { MinimesosError } from '../errors.js';
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

/**
 * The answer of an engine.
 * @param doing what it is to do: `start container x`
 * @throws MinimesosError `DOCKER_GONE` when none comes in time
 */
export const answered = <Result>(milliseconds: number, doing: string, asked: Promise<Result>): Promise<Result> =>
  inTime(milliseconds, asked, () => {
    return new MinimesosError('DOCKER_GONE', { doing, reason: `nothing came within ${milliseconds / 1000} s` });
  });
