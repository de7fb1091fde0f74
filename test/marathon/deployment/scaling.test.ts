import { describe, expect, it } from 'vitest';
import { proposeScaling } from '../../../src/marathon/deployment/scaling.js';
import { runningInstance, someApp } from '../some-app.js';

const ids = (more: object, count: number, sentenced: string[] = [], racks: string[] = []) => {
  const app = someApp(more);
  const instances = Array.from({ length: count }, (_, index) =>
    runningInstance(app, 'h', { rack: racks[index] ?? 'r' }, index + 1),
  );
  const { decommission, start } = proposeScaling(app, instances, sentenced);
  return { gone: decommission.map(({ id }) => id), start };
};

describe('scaling', () => {
  it('starts what is missing', () => {
    expect(ids({ instances: 3 }, 1)).toEqual({ gone: [], start: 2 });
  });

  it('ends the youngest, or the oldest', () => {
    expect(ids({ instances: 1 }, 3)).toEqual({ gone: ['i3', 'i2'], start: 0 });
    expect(ids({ instances: 1, killSelection: 'OLDEST_FIRST' }, 3).gone).toEqual(['i1', 'i2']);
  });

  it('ends those that are sentenced, and replaces them where they are needed', () => {
    expect(ids({ instances: 2 }, 3, ['i1'])).toEqual({ gone: ['i1'], start: 0 });
    expect(ids({ instances: 3 }, 3, ['i1'])).toEqual({ gone: ['i1'], start: 1 });
  });

  it('keeps instances evenly spread', () => {
    const constraints = [['rack', 'GROUP_BY']];
    expect(ids({ instances: 2, constraints }, 4, [], ['a', 'a', 'a', 'b']).gone).toEqual(['i3', 'i2']);
  });
});
