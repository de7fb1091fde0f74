import { formatTable } from '../../src/cli/table.js';
import type { DoorReport } from './fuzz-door.js';

const number = (value: number) => Math.round(value).toLocaleString('en-US');

/** What is told of all doors: one line for each, and the sum. */
export function formatReports(reports: readonly DoorReport[]): string {
  const inputs = reports.reduce((sum, report) => sum + report.inputs, 0);
  const seconds = reports.reduce((sum, report) => sum + report.seconds, 0);
  const total: DoorReport = {
    ...{ door: 'all', inputs, seconds, corpus: reports.reduce((sum, { corpus }) => sum + corpus, 0), known: 0, reached: 0 },
    worstMs: Math.max(...reports.map(({ worstMs }) => worstMs)),
    growth: Math.max(...reports.map(({ growth }) => growth)),
    findings: reports.flatMap(({ findings }) => findings),
  };
  const branches = ({ known, reached }: DoorReport) => (reached === 0 ? '' : `${number(reached)} (+${number(reached - known)})`);
  return formatTable(
    [...reports, total],
    [
      { title: 'DOOR', cell: ({ door }) => door },
      { title: 'INPUTS', cell: (report) => number(report.inputs), align: 'right' },
      { title: 'A SECOND', cell: (report) => number(report.inputs / report.seconds), align: 'right' },
      { title: 'BRANCHES (NEW)', cell: branches, align: 'right' },
      { title: 'CORPUS', cell: ({ corpus }) => number(corpus), align: 'right' },
      { title: 'WORST MS', cell: ({ worstMs }) => worstMs.toFixed(1), align: 'right' },
      { title: 'GROWTH KB', cell: ({ growth }) => number(growth / 1024), align: 'right' },
      { title: 'FINDINGS', cell: ({ findings }) => number(findings.length), align: 'right' },
    ],
    (_, text) => text,
  );
}
