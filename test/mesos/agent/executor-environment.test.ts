import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { executorVariables } from '../../../src/mesos/agent/executor-environment.js';

describe('the flag executor_environment_variables', () => {
  it('is an object, or a file with one', () => {
    const folder = mkdtempSync(join(tmpdir(), 'executor-environment-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const path = join(folder, 'variables');
    writeFileSync(path, '{"NAME":"value","NUMBER":1}');
    const variables = { NAME: 'value', NUMBER: '1' };
    expect(executorVariables('{"NAME":"value","NUMBER":1}')).toEqual(variables);
    expect(executorVariables(path)).toEqual(variables);
    expect(executorVariables(`file://${path}`)).toEqual(variables);
    expect(executorVariables(undefined)).toEqual({});
  });

  it.each(['{"PASSWORD":"hidden"', '["hidden"]', 'hidden', '"hidden"', '/hidden/away'])(
    'is refused when it is %s, without being told',
    (value) => {
      const refused = () => executorVariables(value);
      expect(refused).toThrow('The flag executor_environment_variables is no JSON object: ');
      if (!value.startsWith('/')) expect(refused).not.toThrow('hidden');
    },
  );
});
