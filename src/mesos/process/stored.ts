// Reads JSON that an earlier process of ours has left. What is not as it was written is an `Error` that says which member is wrong.

type Members = Readonly<Record<string, unknown>>;

export const unlike = (name: string, what: string): never => {
  throw new Error(`"${name}" is not ${what}`);
};

/** The members of a document. */
export function documentOf(value: unknown): Members {
  if (isObject(value)) return value;
  throw new Error('it is no object');
}

/** Of another form is what another version of minimesos has written. */
export function checkFormat(came: unknown, read: number): void {
  if (came !== read) throw new Error(`it is of another version of minimesos: format ${came}, where this one reads ${read}`);
}

export const members = (name: string, value: unknown): Members => (isObject(value) ? value : unlike(name, 'an object'));

export const list = (name: string, value: unknown): readonly unknown[] => (Array.isArray(value) ? value : unlike(name, 'a list'));

export const text = (name: string, value: unknown): string => (typeof value === 'string' ? value : unlike(name, 'a text'));

export const amount = (name: string, value: unknown): number =>
  typeof value === 'number' && value >= 0 ? value : unlike(name, 'a number from 0 on');

export const whole = (name: string, value: unknown): number =>
  Number.isSafeInteger(value) ? (value as number) : unlike(name, 'a whole number');

/** A whole number that is not negative. */
export const count = (name: string, value: unknown): number => amount(name, whole(name, value));

const isObject = (value: unknown): value is Members => typeof value === 'object' && value !== null && !Array.isArray(value);
