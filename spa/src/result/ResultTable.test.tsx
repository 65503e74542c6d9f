// @vitest-environment jsdom
import { expect, test, vi } from 'vitest';
import { Sheets } from '../rows/RowWorker';
import { SheetView } from '../rows/SheetView';
import { rows } from '../test/samples';
import { act, fireEvent, layOut, render, screen, waitFor, within } from '../test/render';
import type { Cell, Rows } from '../wire';
import { ResultTable } from './ResultTable';
import { rowHeight } from './scroll';

async function grid(result: Rows, total: number | null = null) {
  layOut(640);
  const sheet = new SheetView('march', new Sheets());
  sheet.begin(result);
  let nearEnd = 0;
  await act(() => {
    render(
      <ResultTable
        sheet={sheet}
        total={total}
        onNearEnd={() => {
          nearEnd += 1;
        }}
        onCopied={() => undefined}
      />,
    );
    return Promise.resolve();
  });
  return { sheet, nearEnd: () => nearEnd, box: screen.getByRole('grid') };
}

const press = (key: string) => {
  fireEvent.keyDown(screen.getByRole('grid'), { key });
};

const texts = (...cells: Cell[]): Rows => ({
  columns: [{ name: 'text', type: 'varchar' }],
  rows: cells.map((cell) => [cell]),
  next: null,
});

test('NULL, the word NULL and an empty text are three different things', async () => {
  await grid(texts(null, 'NULL', ''));

  const [first, second, third] = screen.getAllByRole('gridcell');
  expect(first?.querySelector('.null')).not.toBeNull();
  expect(second?.querySelector('.null')).toBeNull();
  expect(second?.textContent).toBe('NULL');
  expect(third?.textContent).toBe('');
});

test('markup in a cell is text', async () => {
  const { box } = await grid(texts('<img src=x onerror=alert(1)>'));

  expect(box.querySelector('img')).toBeNull();
  expect(screen.getByText('<img src=x onerror=alert(1)>')).toBeTruthy();
});

test('markup in a column’s name is text', async () => {
  const { box } = await grid({ ...rows, columns: [{ name: '<b>bold</b>', type: 'date' }] });

  expect(box.querySelector('b')).toBeNull();
  expect(screen.getByText('<b>bold</b>')).toBeTruthy();
});

test('a number is shown as people write it, and exactly on hover', async () => {
  await grid(rows);

  const cell = screen.getByText('9,007,199,254,740,993');
  expect(cell.title).toBe('9007199254740993');
  expect(cell.closest('[role=gridcell]')?.className).toContain('number');
});

test('only the visible ones of very many rows are in the document', async () => {
  const { box } = await grid(texts(...Array.from({ length: 4_000 }, (_, index) => `${index}`)));

  expect(box.getAttribute('aria-rowcount')).toBe('4001');
  expect(within(box).getAllByRole('row').length).toBeLessThan(40);
});

test('a row that stays in sight stays the same element, and keeps what is in it', async () => {
  const { box } = await grid(texts(...Array.from({ length: 4_000 }, (_, index) => `${index}`)));
  const row = (text: string) => screen.getByText(text).closest('[role=row]');
  const before = row('9');

  await act(() => {
    box.scrollTop = 240;
    fireEvent.scroll(box);
    return Promise.resolve();
  });

  expect(screen.queryByText('0')).toBeNull();
  expect(row('9')).toBe(before);
  expect(before?.getAttribute('aria-rowindex')).toBe('11');
});

test('the scroll bar is corrected when scrolling has ended, and not before', async () => {
  const { box } = await grid({ ...texts('0'), next: 'more' }, 1_000_000);
  const scrolled = (top: number) => {
    box.scrollTop = top;
    fireEvent.scroll(box);
    fireEvent(box, new Event('scrollend'));
  };

  vi.useFakeTimers();
  try {
    for (const top of [100, 200, 300]) {
      scrolled(top);
      vi.advanceTimersByTime(50);
    }
    expect(box.scrollTop).toBe(300);
    act(() => {
      vi.advanceTimersByTime(200);
    });
  } finally {
    vi.useRealTimers();
  }

  // Half as far: 30 million pixels of rows are 15 million pixels of the scroll bar.
  expect(Math.round(box.scrollTop)).toBe(150);
  // At its end the bar moves at once, to make room for the rows that are left. Otherwise nobody
  // could scroll on.
  act(() => {
    scrolled(0);
  });
  expect(Math.round(box.scrollTop)).toBe(75);
});

test('rows are in the document in their order, after a jump too', async () => {
  const { box } = await grid(texts(...Array.from({ length: 4_000 }, (_, index) => `${index}`)));

  for (const top of [240, 60_000, 59_400, 30_000]) {
    act(() => {
      box.scrollTop = top;
      fireEvent.scroll(box);
    });
    await screen.findByText(`${top / rowHeight}`);
  }

  const seen = screen.getAllByRole('gridcell').map((cell) => Number(cell.textContent));
  expect(seen[0]).toBe(1_000);
  expect(seen).toEqual(seen.map((_, index) => 1_000 + index));
});

test('more rows are requested near the end of the known ones', async () => {
  expect((await grid({ ...rows, next: 'more' }, 1_000)).nearEnd()).toBe(1);
});

test('no rows are requested when all are known', async () => {
  expect((await grid({ ...rows, next: null })).nearEnd()).toBe(0);
});

test('keys move from cell to cell, and Enter opens the whole value', async () => {
  HTMLDialogElement.prototype.showModal = function () {
    this.open = true;
  };
  HTMLDialogElement.prototype.close = function () {
    this.open = false;
  };
  const long = 'long '.repeat(1_000);
  const { box } = await grid(texts('short', long));

  press('ArrowDown');
  press('ArrowDown');
  expect(
    document.getElementById(box.getAttribute('aria-activedescendant') ?? '')?.textContent,
  ).toMatch(/^long long .*…$/);
  press('Enter');

  expect(screen.getByLabelText('Value').textContent).toBe(long);
});

test('a finger chooses a value with its first touch and opens it with the second', async () => {
  HTMLDialogElement.prototype.showModal = function () {
    this.open = true;
  };
  await grid(texts('first', 'second'));
  const touch = (text: string) =>
    act(() => {
      const event = new MouseEvent('click', { bubbles: true });
      Object.assign(event, { pointerType: 'touch' });
      screen.getByText(text).dispatchEvent(event);
      return Promise.resolve();
    });

  await touch('first');
  await touch('second');
  expect(screen.queryByRole('dialog')).toBeNull();
  await touch('second');

  expect(screen.getByLabelText('Value').textContent).toBe('second');
});

test('a column is sorted with a key, up, down and back', async () => {
  await grid(texts('b', 'a', null));
  const seen = () => screen.getAllByRole('gridcell').map((cell) => cell.textContent);
  const sorted = () => screen.getByRole('columnheader').getAttribute('aria-sort');
  const becomes = (order: string, ...cells: string[]) =>
    waitFor(() => {
      expect([sorted(), seen()]).toEqual([order, cells]);
    });

  press('s');
  await becomes('ascending', 'a', 'b', 'NULL');
  press('s');
  await becomes('descending', 'b', 'a', 'NULL');
  press('s');
  await becomes('none', 'b', 'a', 'NULL');
});

test('a column is made wider with a key', async () => {
  await grid(texts('a'));
  const width = () => parseInt(screen.getByRole('columnheader').style.width);
  const before = width();

  press('>');

  expect(width()).toBe(before + 16);
});
