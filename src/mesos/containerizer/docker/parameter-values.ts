/** How options of `docker run` are written. Each of these throws an Error that says what was expected. */

const UNITS = { b: 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30, t: 2 ** 40, p: 2 ** 50 } as const;

/** `64m`, `1.5g`, `1048576`. */
export function sizeOf(text: string): number {
  const [, amount, unit = 'b'] = /^(\d+(?:\.\d+)?) ?([bkmgtp])?(?:i?b)?$/i.exec(text.trim()) ?? [];
  if (amount === undefined) throw new Error(`'${text}' is no size such as 64m`);
  return Math.trunc(Number(amount) * UNITS[unit.toLowerCase() as keyof typeof UNITS]);
}

export function numberOf(text: string): number {
  if (!/^-?\d+(\.\d+)?$/.test(text)) throw new Error(`'${text}' is no number`);
  return Number(text);
}

export function booleanOf(text: string): boolean {
  if (/^(1|t|true)$/i.test(text)) return true;
  if (/^(0|f|false)$/i.test(text)) return false;
  throw new Error(`'${text}' is neither true nor false`);
}

/** `name=value`; without a value it is empty. */
export function pairOf(text: string): [string, string] {
  const at = text.indexOf('=');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

/** `nofile=1024:2048`. */
export function ulimitOf(text: string): { Name: string; Soft: number; Hard: number } {
  const [, name, soft, hard = soft] = /^([a-z]+)=(-?\d+)(?::(-?\d+))?$/.exec(text) ?? [];
  if (name === undefined) throw new Error(`'${text}' is no limit such as nofile=1024:2048`);
  return { Name: name, Soft: Number(soft), Hard: Number(hard) };
}

/** `/dev/fuse`, `/dev/sda:/dev/xvda:r`. */
export function deviceOf(text: string) {
  const [host = '', second = host, third] = text.split(':');
  const isMode = /^[rwm]{1,3}$/.test(second);
  return {
    PathOnHost: host,
    PathInContainer: isMode ? host : second,
    CgroupPermissions: (isMode ? second : third) ?? 'rwm',
  };
}

/** `/run:size=64m`. */
export function tmpfsOf(text: string): [string, string] {
  const at = text.indexOf(':');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

/** `8080:80`, `127.0.0.1:8080:80/udp`, `80`: the port of the container, and where it is published. */
export function publishedOf(text: string): { port: string; at: { HostIp?: string; HostPort: string } } {
  const [, ip, host = '', port, protocol = 'tcp'] =
    /^(?:(?:(\d+\.\d+\.\d+\.\d+|\[[0-9a-f:]+\]):)?(\d*):)?(\d+)(?:\/(tcp|udp|sctp))?$/.exec(text) ?? [];
  if (port === undefined) throw new Error(`'${text}' is no published port such as 8080:80`);
  return { port: `${port}/${protocol}`, at: { HostPort: host, ...(ip !== undefined && { HostIp: ip.replace(/[[\]]/g, '') }) } };
}

/** `type=bind,source=/data,target=/data,readonly`. */
export function mountOf(text: string) {
  const fields = new Map(text.split(',').map(pairOf));
  const target = fields.get('target') ?? fields.get('destination') ?? fields.get('dst');
  const type = fields.get('type') ?? 'volume';
  if (target === undefined || !['bind', 'volume', 'tmpfs'].includes(type)) {
    throw new Error(`'${text}' is no mount such as type=bind,source=/data,target=/data`);
  }
  const isReadOnly = ['readonly', 'ro'].some((name) => fields.has(name) && fields.get(name) !== 'false');
  return {
    Type: type as 'bind' | 'volume' | 'tmpfs',
    Source: fields.get('source') ?? fields.get('src') ?? '',
    Target: target,
    ...(isReadOnly && { ReadOnly: true }),
  };
}
