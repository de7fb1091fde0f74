/** The longest label of DNS. */
export const LONGEST_LABEL = 63;

/**
 * A name as one label of DNS, by the rules of Mesos-DNS: small letters and digits stay, `-`, `.` and `_` become `-`, all else is left
 * out, and so is `-` at both ends. What is too long is cut; where the cut would leave `-` at the end, what comes after these fills
 * the place.
 */
export function labelOf(name: string): string {
  const label = name
    .replace(/[A-Z]/g, (letter) => letter.toLowerCase())
    .replace(/[._]/g, '-')
    .replace(/[^a-z0-9-]/g, '')
    .replace(/^-+/, '');
  const head = label.slice(0, LONGEST_LABEL).replace(/(?<!-)-+$/, '');
  const size = Math.min(label.length, LONGEST_LABEL);
  if (head.length === size) return head;
  const tail = label.slice(size).replace(/^-+/, '');
  return head + tail.slice(0, size - head.length);
}

/** A name as labels with dots between them: each of its parts is one, and those of which nothing is left are left out. */
export const labelsOf = (name: string): string =>
  name
    .split('.')
    .flatMap((part) => labelOf(part) || [])
    .join('.');
