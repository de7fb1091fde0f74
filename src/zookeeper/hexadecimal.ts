/** Sessions and transactions as ZooKeeper writes their numbers: `0x` and up to 16 digits. */
export const hexadecimal = (value: number | bigint): string => `0x${BigInt.asUintN(64, BigInt(value)).toString(16)}`;
