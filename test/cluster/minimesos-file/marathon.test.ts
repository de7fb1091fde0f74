import { expect, it } from 'vitest';
import { readBlocks } from '../../../src/cluster/minimesos-file/blocks.js';
import { checkBlock, FILE_FORM } from '../../../src/cluster/minimesos-file/forms.js';
import { marathonKeys } from '../../../src/cluster/minimesos-file/marathon.js';

/** The keys for a block `marathon` with this in it. */
function keysFor(inside: string) {
  const checked = checkBlock(readBlocks(`minimesos {\n marathon {\n${inside}\n}\n}`).root, FILE_FORM, []);
  const marathon = checked.blocks['minimesos']?.[0]?.blocks['marathon']?.[0];
  return marathon && marathonKeys(marathon);
}

it('makes keys of what Marathon is to run, in their order', () => {
  expect(keysFor('')).toEqual({ marathon: true });
  const files = 'app { marathonJson = "a.json" }\ngroup { marathonJson = "g.json" }\napp { marathonJson = "http://b" }';
  expect(keysFor(files)).toEqual({ marathon: true, apps: ['a.json', 'http://b'], groups: ['g.json'] });
});
