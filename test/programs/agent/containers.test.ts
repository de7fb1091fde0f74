import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startTime } from '../../../src/mesos/process/process-mark.js';
import { connectContainers } from '../../../src/programs/agent/containers.js';

it('leaves containers alone that another version of minimesos holds', async () => {
  const workDirectory = mkdtempSync(join(tmpdir(), 'containers-'));
  try {
    const { pid } = process;
    const held = { format: 2, version: '9.9.9', pid, startedAt: startTime(pid), something: 'else' };
    writeFileSync(join(workDirectory, 'containers.json'), JSON.stringify(held));
    const connecting = connectContainers({ workDirectory } as unknown as Parameters<typeof connectContainers>[0]);
    await expect(connecting).rejects.toMatchObject({
      code: 'STATE_OF_OTHER_VERSION',
      details: { version: '9.9.9', format: 2, pid },
    });
  } finally {
    rmSync(workDirectory, { recursive: true });
  }
});
