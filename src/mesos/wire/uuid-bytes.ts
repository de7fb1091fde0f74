/** What Mesos answers to bytes that are no UUID. */
export const NOT_A_UUID = 'Not a valid UUID';

/** The text form of a UUID given as its 16 bytes in base64, such as the uuid of a status update. Check it before. */
export function uuidFromBytes(base64: string): string {
  const digits = Buffer.from(base64, 'base64').toString('hex');
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** The 16 bytes, in base64, of a UUID in text form. */
export function uuidToBytes(text: string): string {
  return Buffer.from(text.replaceAll('-', ''), 'hex').toString('base64');
}

/** Whether these bytes, in base64, are a UUID for Mesos: 16 of them, and of version 1 to 5. */
export function isUuidBytes(base64: string): boolean {
  const bytes = Buffer.from(base64, 'base64');
  const version = (bytes[6] ?? 0) >> 4;
  return bytes.length === 16 && version >= 1 && version <= 5;
}
