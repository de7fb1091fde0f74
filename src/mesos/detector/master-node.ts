import { JSON_LABEL, PROTOBUF_LABEL } from '../documents/master-znode.js';
import { packedIp, parsePid } from '../process/pid.js';
import type { MasterInfo } from '../wire/messages.js';
import { parseJson } from '../wire/parse-json.js';
import { loadProtobuf } from '../wire/protobuf.js';

/** What the znode of a master says of it: its MasterInfo in JSON, with the members in the order of their names as Mesos has it. */
export const writeMasterNode = (info: MasterInfo): Buffer => Buffer.from(JSON.stringify(sorted(info)));

/**
 * Reads the znode of a master, also one of Mesos before 0.24, and before labels.
 * @throws Error when it cannot be read
 */
export async function readMasterNode(label: string | undefined, data: Buffer): Promise<MasterInfo> {
  switch (label) {
    case JSON_LABEL:
      return parseJson('MasterInfo', data.toString());
    case PROTOBUF_LABEL:
      return (await loadProtobuf()).decode('MasterInfo', data);
    case undefined:
      return masterAt(data.toString());
    default:
      throw new Error(`Failed to parse data of unknown label '${label}'`);
  }
}

/**
 * What can be told of a master of which only the pid is known.
 * @throws Error when that is none
 */
export function masterAt(pid: string): MasterInfo {
  const parsed = parsePid(pid);
  if (!parsed) throw new Error(`Failed to parse '${pid}' as a pid`);
  const { ip, port } = parsed.address;
  return { id: pid, ip: packedIp(ip), port, pid, address: { ip, port } };
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, member]) => [name, sorted(member)]));
}
