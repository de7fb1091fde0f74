export const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Looks until `look` returns something true, and returns that; after so many milliseconds what it returned last. */
export async function until(look, milliseconds, pause = 20) {
  const deadline = performance.now() + milliseconds;
  for (;;) {
    const found = await look();
    if (found || performance.now() > deadline) return found;
    await sleep(pause);
  }
}
