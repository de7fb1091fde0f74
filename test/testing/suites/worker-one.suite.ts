import { expect } from 'vitest';
import { test } from './worker-cluster.js';

for (const word of ['first', 'second']) {
  test(`one ${word} finds its own agents only`, async ({ cluster }) => {
    expect((await cluster.state()).slaves).toHaveLength(2);
    const { state, stdout } = await cluster.run(`echo ${word}; sleep 0.2`);
    expect({ state, stdout }).toEqual({ state: 'TASK_FINISHED', stdout: `${word}\n` });
    expect(await cluster.tasks()).toHaveLength(1);
    console.log(`cluster of process ${process.pid}: ${cluster.leader.url}`);
  });
}
