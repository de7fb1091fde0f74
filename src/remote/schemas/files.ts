import * as v from 'valibot';
import { count, flag, number, text } from './fields.js';

/** A file or directory of a sandbox. */
export const SandboxEntry = v.object({
  name: v.string(),
  path: text('From the sandbox: `logs/access.log`.'),
  size: count('Bytes.'),
  directory: flag('Whether it is one.'),
  mode: text('As `ls -l` writes it.'),
  modifiedAt: number('Milliseconds since 1970.'),
});
