import { readFileSync } from 'node:fs';
import { expect } from 'vitest';

/** One row of a table: its text by the name of the column. */
export interface Row<Column extends string> {
  line: number;
  text: Record<Column, string>;
}

/** Reads a table with these columns at its start. Tables were made with 50 digits, or with rational numbers. */
export function readTable<Column extends string>(name: string, columns: readonly Column[]): Row<Column>[] {
  const [header = '', ...lines] = readFileSync(new URL(`tables/${name}.csv`, import.meta.url), 'utf8')
    .trim()
    .split('\n');
  expect(header.split(',').slice(0, columns.length)).toEqual(columns);
  expect(lines.length).toBeGreaterThan(100);
  return lines.map((line, index) => {
    const cells = line.split(',');
    const text = Object.fromEntries(columns.map((column, position) => [column, cells[position]]));
    return { line: index + 2, text: text as Record<Column, string> };
  });
}

/** The number in this column, as a double. */
export function numberIn<Column extends string>({ line, text }: Row<Column>, column: Column): number {
  const value = Number(text[column]);
  if (text[column] === '' || Number.isNaN(value)) throw new Error(`line ${line}: no number in ${column}`);
  return value;
}

/** The numbers in this column, which semicolons keep apart. */
export function numbersIn<Column extends string>({ text }: Row<Column>, column: Column): number[] {
  return text[column].split(';').map(Number);
}

/** |actual - expected| / |expected|. Infinite when 0 is expected and something else comes, or no number. */
export function relativeError(actual: number, expected: number): number {
  if (actual === expected) return 0;
  const error = Math.abs(actual - expected) / Math.abs(expected);
  return Number.isNaN(error) ? Number.POSITIVE_INFINITY : error;
}

/** The error of a logarithm as an error of the number itself while that one is near 1, else relative to the logarithm. */
export function logarithmError(actual: number, expected: number): number {
  return Math.abs(expected) >= 1 ? relativeError(actual, expected) : Math.abs(actual - expected);
}

/** How to judge one column of a table. */
export interface Judgement<Column extends string> {
  column: Column;
  actual: (row: Row<Column>) => number;
  tolerance: number;
  error?: (actual: number, expected: number) => number;
}

/** Walks all rows, and fails with the worst one when its error is above the tolerance. */
export function expectColumn<Column extends string>(
  rows: readonly Row<Column>[],
  { column, actual, tolerance, error = relativeError }: Judgement<NoInfer<Column>>,
): void {
  let worst = { error: -1, message: 'no row' };
  for (const row of rows) {
    const [got, wanted] = [actual(row), numberIn(row, column)];
    const found = error(got, wanted);
    if (!(found <= worst.error))
      worst = {
        error: found,
        message: `${column}: got ${got}, not ${wanted}, at line ${row.line}: ${JSON.stringify(row.text)}`,
      };
  }
  expect(worst.error, worst.message).toBeLessThanOrEqual(tolerance);
}
