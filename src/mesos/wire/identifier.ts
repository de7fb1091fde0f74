const LONGEST_ID_BYTES = 255;

/**
 * Mesos's rules for ids of frameworks, executors, tasks and the like, which become names of directories. Returns what is
 * wrong in Mesos's words, undefined when nothing is.
 */
export function validateId(id: string): string | undefined {
  if (id === '') return 'ID must not be empty';
  if (Buffer.byteLength(id) > LONGEST_ID_BYTES) return `ID must not be greater than ${LONGEST_ID_BYTES} characters`;
  if (id === '.' || id === '..') return `'${id}' is disallowed`;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (/[\u0000-\u001f\u007f/\\]/.test(id)) return `'${id}' contains invalid characters`;
  return undefined;
}
