import { describe, expect, it } from 'vitest';
import { exportLines, exportsOf } from '../../src/cli/exports.js';
import type { MesosCluster } from '../../src/index.js';

const at = (port: number) => ({ url: `http://127.0.0.1:${port}`, ip: '127.0.0.1', port });

describe('exports', () => {
  it('name the master and every agent', () => {
    const variables = exportsOf({ leader: at(5050), agents: [at(5051), at(5052)] } as unknown as MesosCluster);
    expect(exportLines(variables).split('\n')).toEqual([
      'export MINIMESOS_MASTER=http://127.0.0.1:5050',
      'export MINIMESOS_MASTER_IP=127.0.0.1',
      'export MINIMESOS_MASTER_PORT=5050',
      'export MINIMESOS_AGENT_0=http://127.0.0.1:5051',
      'export MINIMESOS_AGENT_0_IP=127.0.0.1',
      'export MINIMESOS_AGENT_0_PORT=5051',
      'export MINIMESOS_AGENT_1=http://127.0.0.1:5052',
      'export MINIMESOS_AGENT_1_IP=127.0.0.1',
      'export MINIMESOS_AGENT_1_PORT=5052',
      '',
    ]);
  });
});
