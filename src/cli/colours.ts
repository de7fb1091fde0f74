import type { CliContext, Output } from './context.js';

/** Escape sequences of terminals: what switches a style on, and what switches it off again. */
const STYLES = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
} as const;

export type Style = keyof typeof STYLES;

/** Writes a text in a style, or as it is. */
export type Paint = (style: Style, text: string) => string;

/**
 * Whether a stream is written to in colour: it is a terminal that can, and nobody objects (NO_COLOR), or somebody insists
 * (FORCE_COLOR).
 */
export function isColoured(stream: Output, env: CliContext['env']): boolean {
  if (env['NO_COLOR']) return false;
  if (env['FORCE_COLOR']) return env['FORCE_COLOR'] !== '0';
  return stream.isTTY === true && env['TERM'] !== 'dumb';
}

/** How texts for this stream are painted. */
export function painter(stream: Output, env: CliContext['env']): Paint {
  if (!isColoured(stream, env)) return (_style, text) => text;
  return (style, text) => {
    const [on, off] = STYLES[style];
    return `\u001b[${on}m${text}\u001b[${off}m`;
  };
}
