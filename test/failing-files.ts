import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { vi } from 'vitest';

type Name = 'writeSync' | 'writeFileSync';

export const fileError = (code: string) => Object.assign(new Error(`${code}: this file cannot be written`), { code });

/**
 * Has a function of `node:fs` do something else, wherever it is imported.
 * @param instead is given what it really does
 * @returns what ends this
 */
export function replaceInFs<Real extends (typeof fs)[Name]>(name: Name, instead: (real: Real) => Real): () => void {
  const replacement = instead(fs[name] as Real);
  const spy = vi.spyOn(fs, name).mockImplementation(replacement as never);
  syncBuiltinESMExports();
  return () => {
    spy.mockRestore();
    syncBuiltinESMExports();
  };
}

/** A disk with room for so many bytes in files that are added to: as on a real one, the last write takes what still goes in. */
export function nearlyFullDisk(room: number): { fill(): void; grow(bytes: number): void; end(): void } {
  let left = room;
  const end = replaceInFs<typeof fs.writeSync>('writeSync', (real) => {
    const write = (file: number, data: Buffer, offset = 0) => {
      if (left === 0) throw fileError('ENOSPC');
      const written = real(file, data, offset, Math.min(data.length - offset, left));
      left -= written;
      return written;
    };
    return write as typeof real;
  });
  return {
    fill: () => {
      left = 0;
    },
    grow: (bytes) => {
      left += bytes;
    },
    end,
  };
}
