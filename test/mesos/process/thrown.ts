/** What is thrown while this goes on and nobody catches, or rejected and nobody handles; without it, such a thing fails the run. */
export async function thrown(during: () => Promise<unknown>): Promise<unknown[]> {
  const events = ['uncaughtException', 'unhandledRejection'] as const;
  const others = events.map((event) => process.listeners(event as 'uncaughtException'));
  const errors: unknown[] = [];
  const record = (error: unknown) => errors.push(error);
  for (const event of events) process.removeAllListeners(event).on(event, record);
  try {
    await during();
    // Node looks for rejections that nobody handles when it is done with all microtasks.
    await new Promise((resolve) => setImmediate(resolve));
  } finally {
    for (const [index, event] of events.entries()) {
      process.removeAllListeners(event);
      for (const listener of others[index] ?? []) process.on(event, listener);
    }
  }
  return errors;
}
