// @vitest-environment jsdom
import { beforeEach, expect, test } from 'vitest';
import { layOut, render, screen } from '../test/render';
import type { Cell, Rows } from '../wire';
import { ResultTable } from './ResultTable';

beforeEach(() => {
  layOut(640);
});

const nothing = () => undefined;

function table(cells: readonly Cell[], type = 'varchar', name = 'note') {
  const result: Rows = {
    columns: [{ name, type }],
    rows: cells.map((cell) => [cell]),
    next: null,
  };
  render(<ResultTable result={result} total={cells.length} onNearEnd={nothing} />);
  return screen.getAllByRole('cell');
}

test('NULL looks like neither an empty text nor the word null', () => {
  const [none, empty, word] = table([null, '', 'null']);

  expect(none?.querySelector('.null')?.textContent).toBe('NULL');
  expect(empty?.textContent).toBe('');
  expect(word?.textContent).toBe('null');
  expect(word?.querySelector('.null')).toBeNull();
});

test('numbers stand at the right, and every digit is as it came', () => {
  const [whole, decimal, odd] = table(['9007199254740993', '0.10', 'NaN'], 'numeric');

  expect([whole, decimal, odd].map((cell) => cell?.textContent)).toEqual([
    '9007199254740993',
    '0.10',
    'NaN',
  ]);
  expect(whole?.className).toBe('number');
});

test('markup in a cell is text', () => {
  const [cell] = table(['<img src=x onerror=alert(1)>']);

  expect(cell?.textContent).toBe('<img src=x onerror=alert(1)>');
  expect(cell?.querySelector('img')).toBeNull();
});

test("markup in a column's name is text", () => {
  table(['x'], 'varchar', '<img src=x onerror=alert(1)>');

  const [header] = screen.getAllByRole('columnheader');
  expect(header?.textContent).toBe('<img src=x onerror=alert(1)>');
  expect(header?.querySelector('img')).toBeNull();
});

test('of a hundred thousand rows only those in sight are in the document', () => {
  const cells = table(Array.from({ length: 100_000 }, (_, row) => row));

  expect(cells.length).toBeLessThan(100);
  expect(screen.getByRole('table').getAttribute('aria-rowcount')).toBe('100001');
});

test.each([
  ['near the end of the known rows', [[1], [2]]],
  ['when there are none yet', []],
])('%s more are asked for', (_when, rows) => {
  let asked = 0;
  const result: Rows = { columns: [{ name: 'n', type: 'int4' }], rows, next: 'more' };
  render(
    <ResultTable
      result={result}
      total={900}
      onNearEnd={() => {
        asked += 1;
      }}
    />,
  );

  expect(asked).toBe(1);
});
