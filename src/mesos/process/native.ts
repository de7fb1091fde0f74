/**
 * What a test runner's fake timers replace, as it was when this module was loaded: fakes that come later do not freeze a
 * cluster. Vitest and Jest put another `performance` in place and leave this one alone.
 */
const { setTimeout, clearTimeout, setImmediate, queueMicrotask, performance } = globalThis;

export const native = { setTimeout, clearTimeout, setImmediate, queueMicrotask, performance };
