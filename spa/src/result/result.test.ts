import { describe, expect, test } from 'vitest';
import { optionsOf } from './options';
import { rowHeight, Scroll } from './scroll';
import { areaOf, moved } from './selection';
import { drawingOf, shapeOf } from './shape';

const column = (name: string, type: string) => ({ name, type });

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
      isTime: true,
      series: [{ name: 'trips', values: [1.5, 2, null] }],
    });
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
    expect(drawingOf(mix, rows, shape, 2).series).toEqual([
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
    const drawing = { categories: ['<img src=x>'], series: [], isTime: false };

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
