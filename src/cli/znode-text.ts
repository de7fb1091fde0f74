import { hexadecimal } from '../zookeeper/hexadecimal.js';
import type { Stat } from '../zookeeper/znode.js';

const BYTES_IN_A_LINE = 16;

/** Whether data is text in UTF-8 without characters that do something to a terminal. */
export function isText(data: Buffer): boolean {
  const text = data.toString('utf8');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to be found
  return Buffer.from(text).equals(data) && !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/.test(text);
}

/** Text in whole lines; anything else in hexadecimal, with the characters beside it. */
export function formatData(data: Buffer): string {
  if (data.length === 0) return '';
  if (isText(data)) return data.toString().replace(/\n?$/, '\n');
  const lines = Array.from({ length: Math.ceil(data.length / BYTES_IN_A_LINE) }, (_, index) => {
    const offset = index * BYTES_IN_A_LINE;
    const bytes = data.subarray(offset, offset + BYTES_IN_A_LINE);
    const pairs = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const characters = bytes.toString('latin1').replace(/[^\x20-\x7e]/g, '.');
    return `${offset.toString(16).padStart(8, '0')}  ${pairs.padEnd(3 * BYTES_IN_A_LINE - 1)}  ${characters}\n`;
  });
  return lines.join('');
}

/** What ZooKeeper keeps of a znode, for programs: its owner as sessions are named elsewhere. */
export const statJson = (stat: Stat) => ({ ...stat, ephemeralOwner: hexadecimal(stat.ephemeralOwner) });

/** The same for people, as ZooKeeper's own command line shows it. */
export function formatStat(stat: Stat): string {
  const lines = [
    ['cZxid', hexadecimal(stat.czxid)],
    ['ctime', new Date(stat.ctime).toISOString()],
    ['mZxid', hexadecimal(stat.mzxid)],
    ['mtime', new Date(stat.mtime).toISOString()],
    ['pZxid', hexadecimal(stat.pzxid)],
    ['cversion', stat.cversion],
    ['dataVersion', stat.version],
    ['aclVersion', stat.aversion],
    ['ephemeralOwner', hexadecimal(stat.ephemeralOwner)],
    ['dataLength', stat.dataLength],
    ['numChildren', stat.numChildren],
  ];
  return lines.map(([name, value]) => `${name} = ${value}\n`).join('');
}
