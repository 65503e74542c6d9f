import {
  useEffect,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import { flushSync } from 'react-dom';
import { copyText } from '../copy';
import { columnWidths, isNumeric } from '../rows/columns';
import type { SheetView } from '../rows/SheetView';
import { strings } from '../strings';
import type { Cell, Column } from '../wire';
import { CellText } from './CellText';
import { headHeight, rowHeight, Scroll } from './scroll';
import { areaOf, isIn, moved, type Place, type Selection } from './selection';
import { ValueDialog } from './ValueDialog';

const words = strings.result;
/** So many rows before the end of what is here, more are asked for. */
const headStart = 50;
const characterWidth = 7.8;
const padding = 26;
const narrowest = 48;
const step = 16;

/** Columns and rows. Only what is in sight is in the document, however much there is. */
export function ResultTable({
  sheet,
  total,
  onNearEnd,
  onCopied,
}: {
  readonly sheet: SheetView;
  /** How many rows there are in all; null while that isn't known. */
  readonly total: number | null;
  /** The end of the rows that are here is near; called again and again while it is. */
  readonly onNearEnd: () => void;
  readonly onCopied: (cells: string) => void;
}) {
  useSyncExternalStore(sheet.subscribe, sheet.version);
  const { columns, order } = sheet;
  const known = sheet.count;
  const rows = sheet.next === null ? known : Math.max(known, total ?? 0);
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ height: 0, width: 0 });
  const [left, setLeft] = useState(0);
  const [scrolled, setScrolled] = useState(() => Scroll.start(rows, 0));
  const [chosen, setChosen] = useState<Selection | null>(null);
  const [open, setOpen] = useState<{ cell: Cell; column: Column } | null>(null);
  const [sorting, setSorting] = useState(false);
  const asked = useRef(order);

  // By the first rows, once they are here: what comes later must not make the columns jump.
  const columnCount = columns.length;
  const hasSample = sheet.row(0) !== undefined;
  const fitting = useMemo(
    () => {
      const sample = Array.from({ length: Math.min(known, 60) }, (_, at) => sheet.row(at) ?? []);
      return columnWidths(columns, sample).map((it) => Math.round(it * characterWidth) + padding);
    },
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once is meant
    [sheet, columnCount, hasSample],
  );
  const [own, setOwn] = useState<Readonly<Record<number, number>>>({});
  const widths = fitting.map((width, index) => own[index] ?? width);
  const edges = widths.reduce<number[]>((all, width) => [...all, (all.at(-1) ?? 0) + width], [0]);
  const width = edges.at(-1) ?? 0;

  const inside = Math.max(0, view.height - headHeight);
  const scroll = scrolled.resized(rows, inside);
  const { top } = scroll;
  const first = Math.floor(top / rowHeight);
  const last = Math.min(rows, Math.ceil((top + inside) / rowHeight) + 1);
  const from = Math.max(0, edges.findIndex((edge) => edge > left) - 1);
  const past = edges.findIndex((edge) => edge >= left + view.width);
  const to = past === -1 ? columns.length : Math.min(columns.length, past);

  useLayoutEffect(() => {
    const box = scroller.current;
    if (box === null) {
      return undefined;
    }
    const measure = () => {
      setView({ height: box.clientHeight, width: box.clientWidth });
    };
    measure();
    if (typeof ResizeObserver === 'undefined') {
      return undefined;
    }
    const observer = new ResizeObserver(measure);
    observer.observe(box);
    return () => {
      observer.disconnect();
    };
  }, []);

  const near = sheet.next !== null && last >= known - headStart;
  useEffect(() => {
    if (near) {
      onNearEnd();
    }
  }, [near, known, onNearEnd]);

  function move(next: Scroll) {
    setScrolled(next);
    if (scroller.current !== null) {
      scroller.current.scrollTop = next.bar;
    }
  }

  function select(at: Place, extend: boolean) {
    const box = scroller.current;
    setChosen((before) => ({ at, from: extend ? (before?.from ?? at) : at }));
    move(scroll.reveal(at.row));
    if (box !== null) {
      const start = edges[at.column] ?? 0;
      const end = edges[at.column + 1] ?? 0;
      if (start < box.scrollLeft) {
        box.scrollLeft = start;
      } else if (end > box.scrollLeft + box.clientWidth) {
        box.scrollLeft = Math.min(start, end - box.clientWidth);
      }
    }
  }

  async function copy() {
    if (chosen === null) {
      return;
    }
    const area = areaOf(chosen);
    const { at } = chosen;
    const count = area.right - area.left + 1;
    const single = area.top === area.bottom && count === 1;
    // A cell alone is copied as it is: nobody pastes a formula from it by accident.
    const text = single
      ? String(sheet.row(at.row)?.[at.column] ?? '')
      : await sheet.tsv(
          area.top,
          area.bottom + 1,
          Array.from({ length: count }, (_, index) => area.left + index),
          false,
        );
    const done = await copyText(text);
    onCopied(done ? words.copied(words.rows(area.bottom - area.top + 1)) : words.copyFailed);
  }

  async function sortBy(column: number) {
    // Whoever presses twice means the second order, though the first is not there yet.
    const before = sorting ? asked.current : order;
    const current = before?.column === column ? before : null;
    const next =
      current === null
        ? { column, descending: false }
        : current.descending
          ? null
          : { column, descending: true };
    asked.current = next;
    setSorting(true);
    try {
      await sheet.sort(next);
    } finally {
      setSorting(false);
    }
  }

  function widen(column: number, by: number) {
    setOwn((before) => ({
      ...before,
      [column]: Math.max(narrowest, (before[column] ?? fitting[column] ?? narrowest) + by),
    }));
  }

  function openAt({ row, column }: Place) {
    const cell = sheet.row(row)?.[column];
    const what = columns[column];
    if (cell !== undefined && what !== undefined) {
      setOpen({ cell, column: what });
    }
  }

  function onKey(event: React.KeyboardEvent) {
    const at = chosen?.at ?? { row: first, column: from };
    const far = event.ctrlKey || event.metaKey;
    const page = Math.max(1, Math.floor(inside / rowHeight) - 1);
    const next = moved(at, event.key, far, { rows, columns: columns.length, page });
    const plain = !far && !event.altKey;
    if (next !== null && !event.altKey) {
      select(chosen === null ? at : next, event.shiftKey && chosen !== null);
    } else if (far && event.key.toLowerCase() === 'c' && chosen !== null) {
      void copy();
    } else if (far && event.key.toLowerCase() === 'a' && rows > 0) {
      setChosen({ from: { row: 0, column: 0 }, at: { row: rows - 1, column: columns.length - 1 } });
    } else if (plain && event.key === 'Enter') {
      openAt(at);
    } else if (plain && event.key.toLowerCase() === 's') {
      void sortBy(at.column);
    } else if (plain && (event.key === '<' || event.key === '>')) {
      widen(at.column, event.key === '<' ? -step : step);
    } else if (event.key === 'Escape' && chosen !== null) {
      setChosen(null);
    } else {
      return;
    }
    event.preventDefault();
  }

  const area = chosen && areaOf(chosen);
  const inSight = Array.from({ length: Math.max(0, last - first) }, (_, index) => first + index);
  const some = Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);
  const before = edges[from] ?? 0;

  return (
    <>
      <div
        className="grid"
        role="grid"
        aria-label={words.region}
        aria-describedby={`${id}-keys`}
        aria-rowcount={rows + 1}
        aria-colcount={columns.length}
        aria-busy={sorting}
        aria-multiselectable
        aria-activedescendant={
          chosen && chosen.at.row >= first && chosen.at.row < last
            ? `${id}-${chosen.at.row}-${chosen.at.column}`
            : undefined
        }
        tabIndex={0}
        ref={scroller}
        onKeyDown={onKey}
        onScroll={({ currentTarget: box }) => {
          flushSync(() => {
            if (Math.abs(box.scrollTop - scroll.bar) > 1) {
              setScrolled(scroll.to(box.scrollTop));
            }
            setLeft(box.scrollLeft);
          });
        }}
        onScrollEnd={() => {
          if (Math.abs(scroll.bar - scroll.settled().bar) > 1) {
            move(scroll.settled());
          }
        }}
      >
        <div
          className="grid-size"
          style={{ height: scroll.height + headHeight, width: Math.max(width, 1) }}
        >
          <div className="grid-window" style={{ height: view.height }}>
            <div role="rowgroup" className="grid-head">
              <div role="row" aria-rowindex={1} style={{ paddingLeft: before, width }}>
                {some.map((index) => {
                  const column = columns[index];
                  return (
                    column && (
                      <Head
                        key={index}
                        column={column}
                        index={index}
                        width={widths[index] ?? 0}
                        sorted={order?.column === index ? order.descending : null}
                        onSort={() => void sortBy(index)}
                        onWiden={(by) => {
                          widen(index, by);
                        }}
                        onFit={() => {
                          setOwn((known) => ({ ...known, [index]: fitting[index] ?? 0 }));
                        }}
                      />
                    )
                  );
                })}
              </div>
            </div>
            <div
              role="rowgroup"
              className="grid-body"
              style={{ transform: `translateY(${first * rowHeight - top}px)` }}
              onPointerDown={(event) => {
                const at = placeOf(event.target);
                if (at !== null && event.button === 0) {
                  setChosen((known) => ({
                    at,
                    from: event.shiftKey && known !== null ? known.from : at,
                  }));
                }
              }}
              onPointerOver={(event) => {
                const at = placeOf(event.target);
                if (at !== null && event.buttons === 1 && event.pointerType === 'mouse') {
                  setChosen((known) => (known === null ? known : { ...known, at }));
                }
              }}
              onDoubleClick={(event) => {
                const at = placeOf(event.target);
                if (at !== null) {
                  openAt(at);
                }
              }}
            >
              {inSight.map((row) => {
                const cells = sheet.row(row);
                return (
                  <div
                    role="row"
                    key={row}
                    aria-rowindex={row + 2}
                    className={row % 2 === 1 ? 'odd' : undefined}
                    style={{ paddingLeft: before, width }}
                  >
                    {some.map((index) => {
                      const column = columns[index];
                      return (
                        column && (
                          <div
                            role="gridcell"
                            key={index}
                            id={`${id}-${row}-${index}`}
                            data-row={row}
                            data-column={index}
                            aria-colindex={index + 1}
                            aria-selected={area !== null && isIn(area, row, index)}
                            className={classOf(column, chosen, row, index)}
                            style={{ width: widths[index] }}
                          >
                            {cells === undefined ? (
                              <i className="skeleton" />
                            ) : (
                              <CellText cell={cells[index] ?? null} column={column} />
                            )}
                          </div>
                        )
                      );
                    })}
                  </div>
                );
              })}
            </div>
          </div>
        </div>
      </div>
      <p className="visually-hidden" id={`${id}-keys`}>
        {words.keys}
      </p>
      {open && (
        <ValueDialog
          {...open}
          onClose={() => {
            setOpen(null);
          }}
        />
      )}
    </>
  );
}

function classOf(column: Column, chosen: Selection | null, row: number, index: number) {
  const classes = [
    isNumeric(column) && 'number',
    chosen?.at.row === row && chosen.at.column === index && 'active',
  ];
  return classes.filter(Boolean).join(' ') || undefined;
}

function placeOf(target: EventTarget): Place | null {
  const cell = target instanceof Element ? target.closest<HTMLElement>('[data-row]') : null;
  return cell === null
    ? null
    : { row: Number(cell.dataset.row), column: Number(cell.dataset.column) };
}

function Head({
  column,
  index,
  width,
  sorted,
  onSort,
  onWiden,
  onFit,
}: {
  readonly column: Column;
  readonly index: number;
  readonly width: number;
  /** Whether it is sorted downwards; null where it isn't by this column. */
  readonly sorted: boolean | null;
  readonly onSort: () => void;
  readonly onWiden: (by: number) => void;
  readonly onFit: () => void;
}) {
  const { name, type } = column;
  return (
    <div
      role="columnheader"
      aria-colindex={index + 1}
      aria-sort={sorted === null ? 'none' : sorted ? 'descending' : 'ascending'}
      className={isNumeric(column) ? 'number' : undefined}
      style={{ width }}
    >
      <button type="button" tabIndex={-1} title={`${name} (${type})`} onClick={onSort}>
        <bdi className="name">{name}</bdi>
        <span aria-hidden="true" className="arrow">
          {sorted === null ? '' : sorted ? '↓' : '↑'}
        </span>
      </button>
      <span
        className="edge"
        aria-hidden="true"
        title={words.resize(name)}
        onDoubleClick={onFit}
        onPointerDown={(event) => {
          event.preventDefault();
          event.currentTarget.setPointerCapture(event.pointerId);
        }}
        onPointerMove={(event) => {
          if (event.currentTarget.hasPointerCapture(event.pointerId)) {
            onWiden(event.movementX);
          }
        }}
      />
    </div>
  );
}
