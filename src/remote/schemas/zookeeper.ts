import * as v from 'valibot';
import { count, described, flag, text } from './fields.js';

/** A session with a ZooKeeper that has not ended. */
export const ZooKeeperSession = v.object({
  id: text('As ZooKeeper writes it: `0x1002a3b4c5d0000`.'),
  timeoutMs: count('After so many milliseconds of silence it ends.'),
  client: described(v.nullable(v.string()), 'The address it is connected from; null while it is not connected.'),
  ephemerals: described(v.array(v.string()), 'The paths of its ephemeral znodes, oldest first.'),
});

/** Whether a ZooKeeper only reads. */
export const ReadOnlyRequest = v.strictObject({ readOnly: flag('False: it writes again.') });
