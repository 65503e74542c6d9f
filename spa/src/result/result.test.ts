import { describe, expect, test } from 'vitest';
import type { Cell, Chart, Column, Row } from '../wire';
import { optionsOf } from './options';
import { rowHeight, Scroll } from './scroll';
import { areaOf, moved } from './selection';
import { drawingOf, shapeOf, undrawn } from './shape';

const column = (name: string, type: string) => ({ name, type });

const colours = {
  ink: '#000',
  muted: '#000',
  line: '#000',
  card: '#000',
  series: ['#000'],
  cold: '#000',
  warm: '#000',
  font: 'sans-serif',
};

describe('a picture', () => {
  const byDay = [column('day', 'date'), column('trips', 'int8')];
  const days = [
    ['2015-03-02', 2],
    ['2015-03-01', '1.5'],
    ['2015-03-03', null],
  ];

  test('of numbers by day is a line in the order of time', () => {
    const shape = shapeOf(byDay, days, null) ?? expect.fail('no shape');

    expect(shape).toMatchObject({ kind: 'line', by: 0, split: null, measures: [1] });
    expect(drawingOf(byDay, days, shape, 1)).toEqual({
      categories: ['2015-03-01', '2015-03-02', '2015-03-03'],
      positions: ['2015-03-01', '2015-03-02', '2015-03-03'].map((day) => Date.parse(day)),
      isTime: true,
      series: [{ name: 'trips', values: [1.5, 2, null], texts: ['1.5', '2', null] }],
    });
  });

  const drawn = (columns: readonly Column[], rows: readonly Row[], kind: Chart) =>
    drawingOf(columns, rows, { kind, by: 0, split: null, measures: [1], kinds: [kind] }, 1);

  test('of days that are not all there has its gaps', () => {
    const rows = [
      ['2015-03-01', 1],
      ['2015-03-02', 2],
      ['2015-06-30', 3],
    ];
    const options = optionsOf(drawn(byDay, rows, 'line'), 'line', colours, 800);

    expect(options.xAxis).toMatchObject({ type: 'time' });
    expect(options.useUTC).toBe(true);
    expect(options.series).toMatchObject([
      { data: rows.map(([day, trips]) => [Date.parse(String(day)), trips]) },
    ]);
    expect(optionsOf(drawn(byDay, rows, 'bar'), 'bar', colours, 800).xAxis).toMatchObject({
      type: 'category',
    });
  });

  test('of numbers has their distances too, as long as doubles tell them apart', () => {
    const columns = [column('km', 'numeric'), column('trips', 'int8')];
    const at = (...cells: readonly Cell[]) =>
      drawn(
        columns,
        cells.map((cell) => [cell, 1]),
        'line',
      );

    expect(at('0.5', '10', '2').positions).toEqual([0.5, 2, 10]);
    expect(at('9007199254740993', '9007199254740992')).toMatchObject({
      categories: ['9007199254740992', '9007199254740993'],
      positions: null,
    });
    expect(at('1', 'NaN').positions).toBeNull();
  });

  test('keeps NULL, empty text and the word NULL apart, and their series too', () => {
    const columns = [column('name', 'varchar'), column('trips', 'int8')];
    const rows = [
      ['NULL', 1],
      [null, 2],
      ['', 3],
      ['(empty)', 4],
    ];
    const names = ['“NULL”', 'NULL', '(empty)', '“(empty)”'];

    expect(drawn(columns, rows, 'bar')).toMatchObject({
      categories: names,
      series: [{ values: [1, 2, 3, 4] }],
    });
    const split = [column('day', 'date'), ...columns];
    const shape = { kind: 'stacked', by: 0, split: 1, measures: [2], kinds: [] } as const;
    const byName = drawingOf(
      split,
      rows.map((row) => ['2015-03-01', ...row]),
      shape,
      2,
    );
    expect(byName.series.map(({ name, values }) => [name, ...values])).toEqual(
      names.map((name, index) => [name, index + 1]),
    );
  });

  test('tells a value as the table does, to its last digit', () => {
    const rows = [
      ['a', '9007199254740993'],
      ['b', null],
    ];
    const columns = [column('name', 'varchar'), column('trip_id', 'int8')];

    for (const kind of ['line', 'bar', 'heatmap'] as const) {
      const [first] = optionsOf(drawn(columns, rows, kind), kind, colours, 800).series as {
        tooltip: { valueFormatter: (value: unknown, at: number) => string };
      }[];
      const told = [0, 1].map((at) => first?.tooltip.valueFormatter(0, at));
      expect(told).toEqual(['9007199254740993', '–']);
    }
  });

  test('counts what it leaves out', () => {
    const rows = [
      ['2015-03-01', 'NaN'],
      ['2015-03-02', null],
      [null, 3],
      ['2015-03-03', 4],
    ];

    expect(undrawn(drawn(byDay, rows, 'line'), 'line')).toBe(2);
    expect(undrawn(drawn(byDay, rows, 'bar'), 'bar')).toBe(1);
  });

  test('is what the query suggests, if the columns allow it', () => {
    expect(shapeOf(byDay, days, 'bar')?.kind).toBe('bar');
    expect(shapeOf(byDay, days, 'heatmap')?.kind).toBe('line');
  });

  test('of a few names is bars, of two names stacked bars', () => {
    const mix = [column('day', 'date'), column('payment', 'varchar'), column('trips', 'int8')];
    const rows = [
      ['2015-03-01', 'Cash', 1],
      ['2015-03-01', 'Card', 2],
      ['2015-03-02', 'Cash', 3],
    ];

    expect(
      shapeOf(
        mix.slice(1),
        [
          ['a', 1],
          ['b', 2],
        ],
        null,
      )?.kind,
    ).toBe('bar');
    const shape = shapeOf(mix, rows, 'stacked') ?? expect.fail('no shape');
    expect(shape).toMatchObject({ kind: 'stacked', by: 0, split: 1 });
    expect(drawingOf(mix, rows, shape, 2).series).toMatchObject([
      { name: 'Cash', values: [1, 3] },
      { name: 'Card', values: [2, null] },
    ]);
  });

  test('of hours and weekdays is a heat map', () => {
    const columns = [
      column('day_of_week', 'int4'),
      column('day_name', 'varchar'),
      column('hour_of_day', 'int4'),
      column('trips', 'int8'),
    ];
    const rows = ['Monday', 'Tuesday'].flatMap((name, day) =>
      Array.from({ length: 24 }, (_, hour) => [day + 1, name, hour, hour]),
    );

    expect(shapeOf(columns, rows, 'heatmap')).toMatchObject({ by: 2, split: 1, measures: [3] });
  });

  test.each([
    ['text alone', [column('a', 'varchar')], [['x'], ['y']]],
    ['a single row', [column('a', 'date'), column('n', 'int4')], [['2015-03-01', 1]]],
    ['no columns', [], []],
    [
      'many names',
      [column('a', 'varchar'), column('n', 'int4')],
      Array.from({ length: 500 }, (_, index) => [`name ${index}`, index]),
    ],
  ])('of %s would say nothing and is not drawn', (_what, columns, rows) => {
    expect(shapeOf(columns, rows, null)).toBeNull();
  });

  test('never turns the text of a cell into markup', () => {
    const drawing = { categories: ['<img src=x>'], positions: null, series: [], isTime: false };

    for (const kind of ['line', 'bar', 'stacked', 'heatmap'] as const) {
      expect(optionsOf(drawing, kind, colours, 800).tooltip).toMatchObject({
        renderMode: 'richText',
      });
    }
  });
});

describe('scrolling', () => {
  const view = 600;

  test('few rows have their true height', () => {
    const scroll = Scroll.start(100, view).to(1_234);

    expect(scroll.height).toBe(100 * rowHeight);
    expect(scroll.top).toBe(1_234);
  });

  test('ten million rows fit under the height that browsers allow, to the last one', () => {
    const rows = 10_000_000;
    const scroll = Scroll.start(rows, view);

    expect(scroll.height).toBeLessThanOrEqual(15_000_000);
    expect(scroll.to(scroll.height - view).top).toBe(rows * rowHeight - view);
    expect(scroll.to(scroll.height - view).to(0).top).toBe(0);
  });

  test('a turn of the wheel moves the rows by its own distance, a long drag moves them far', () => {
    const scroll = Scroll.start(10_000_000, view);

    expect(scroll.to(100).top).toBe(100);
    expect(scroll.to(scroll.height / 2).top / rowHeight).toBeGreaterThan(4_900_000);
  });

  test('after turns of the wheel the bar moves to its right place, and the rows stay', () => {
    const turned = Scroll.start(10_000_000, view).to(500).to(1_000);
    const settled = turned.settled();

    expect([turned.top, settled.top]).toEqual([1_000, 1_000]);
    expect(turned.bar).toBe(1_000);
    expect(settled.bar).toBeLessThan(100);
  });

  test('a row is scrolled into view and no further', () => {
    const scroll = Scroll.start(1_000, view);
    const end = 1_000 * rowHeight - view;

    expect(scroll.reveal(10).top).toBe(0);
    expect(scroll.reveal(999).top).toBe(end);
    expect(scroll.reveal(999).reveal(998).top).toBe(end);
  });

  test('rows that stay in view keep their elements, and a jump reuses the elements', () => {
    const here = Scroll.start(100_000, view).to(300);
    const near = here.to(500);
    const far = near.to(90_000);

    expect([here.base, near.base]).toEqual([0, 0]);
    expect(far.first - far.base).toBe(near.first - near.base);
  });

  test('after any number of small steps, rows are never laid out far away', () => {
    let scroll = Scroll.start(1_000_000, view);
    for (let step = 0; step < 20_000; step++) {
      scroll = scroll.to(scroll.bar + view / 2);
    }

    expect(scroll.first).toBeGreaterThan(100_000);
    expect(Math.abs(scroll.first - scroll.base)).toBeLessThan(20_000);
  });

  test('more rows do not change the position', () => {
    const scroll = Scroll.start(1_000, view).to(600);

    expect(scroll.resized(2_000, view).top).toBe(600);
    expect(scroll.resized(10, view).top).toBe(0);
  });
});

describe('keys', () => {
  const size = { rows: 100, columns: 5, page: 20 };
  const at = { row: 50, column: 2 };

  test.each([
    ['ArrowDown', false, { row: 51, column: 2 }],
    ['ArrowLeft', false, { row: 50, column: 1 }],
    ['ArrowRight', true, { row: 50, column: 4 }],
    ['PageDown', false, { row: 70, column: 2 }],
    ['Home', false, { row: 50, column: 0 }],
    ['End', true, { row: 99, column: 4 }],
    ['x', false, null],
  ])('%s (far: %s)', (key, far, place) => {
    expect(moved(at, key, far, size)).toEqual(place);
  });

  test('do not move beyond the rows', () => {
    expect(moved({ row: 0, column: 0 }, 'ArrowUp', false, size)).toEqual({ row: 0, column: 0 });
    expect(moved({ row: 99, column: 4 }, 'PageDown', false, size)).toEqual({ row: 99, column: 4 });
  });

  test('mark an area in any direction', () => {
    const area = areaOf({ at: { row: 1, column: 3 }, from: { row: 4, column: 1 } });

    expect(area).toEqual({ top: 1, bottom: 4, left: 1, right: 3 });
  });
});
