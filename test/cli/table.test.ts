import { describe, expect, it } from 'vitest';
import type { Style } from '../../src/cli/colours.js';
import { type Column, formatTable } from '../../src/cli/table.js';

interface Row {
  readonly id: string;
  readonly name: string;
  readonly count: number;
}

const columns: Column<Row>[] = [
  { title: 'ID', cell: ({ id }) => id, keepEnd: true },
  { title: 'NAME', cell: ({ name }) => name, style: () => 'green' },
  { title: 'COUNT', cell: ({ count }) => String(count), align: 'right' },
];
const rows = [
  { id: '1234567890-S0', name: 'a', count: 7 },
  { id: '1234567890-S1', name: 'a name that is long', count: 1234567 },
];
const plain = (_style: Style, text: string) => text;
const lines = (width?: number, of = rows) => formatTable(of, columns, plain, width).split('\n');

describe('a table', () => {
  it('is aligned', () => {
    expect(lines()).toEqual([
      'ID             NAME                   COUNT',
      '1234567890-S0  a                          7',
      '1234567890-S1  a name that is long  1234567',
      '',
    ]);
  });

  it('fits, the widest columns giving way', () => {
    expect(lines(30)).toEqual([
      'ID         NAME          COUNT',
      '…67890-S0  a                 7',
      '…67890-S1  a name th…  1234567',
      '',
    ]);
  });

  it('is cut no further than can be read', () => {
    expect(lines(3)[1]).toBe('…90-S0  a            7');
  });

  it('leaves out columns without any text', () => {
    expect(lines(undefined, [{ id: '', name: 'x', count: 1 }])).toEqual(['NAME  COUNT', 'x         1', '']);
  });

  it('does not let names command the terminal', () => {
    expect(lines(undefined, [{ id: 'a\nb', name: '\u001b[31mred', count: 1 }])[1]).toBe('a�b  �[31mred      1');
  });

  it('paints words, not the space around them', () => {
    const painted = formatTable(rows, columns, (style, text) => `<${style}>${text}</>`).split('\n');
    expect(painted[0]).toBe('<bold>ID           </>  <bold>NAME               </>  <bold>  COUNT</>');
    expect(painted[1]).toBe('1234567890-S0  <green>a</>                          7');
  });
});
