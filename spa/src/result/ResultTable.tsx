import { useEffect, useId, useMemo, useState, useSyncExternalStore } from 'react';
import { copyText } from '../copy';
import type { SheetView } from '../rows/SheetView';
import { strings } from '../strings';
import type { Cell, Column } from '../wire';
import { GridHead } from './GridHead';
import { cellId, frameOf, GridRow } from './GridRow';
import { headHeight, rowHeight } from './scroll';
import { areaOf, moved, type Place, type Selection } from './selection';
import { useScroll } from './useScroll';
import { useSorting } from './useSorting';
import { useWidths } from './useWidths';
import { ValueDialog } from './ValueDialog';

const words = strings.result;
/** More rows are requested when the end of the loaded rows is this near. */
const headStart = 50;
/** This many rows before and after the visible ones are fetched in advance. */
const around = 100;
/** How much wider a key makes a column, in pixels. */
const step = 16;

/**
 * The table of a result. Only visible rows and columns are in the document, however many there are.
 */
export function ResultTable({
  sheet,
  total,
  onNearEnd,
  onCopied,
}: {
  readonly sheet: SheetView;
  /** The number of rows in the whole result; null while that is not known. */
  readonly total: number | null;
  /** The end of the loaded rows is near. Called again and again while this is so. */
  readonly onNearEnd: () => void;
  readonly onCopied: (cells: string) => void;
}) {
  useSyncExternalStore(sheet.subscribe, sheet.version);
  const { columns, order } = sheet;
  const known = sheet.count;
  const rows = sheet.next === null ? known : Math.max(known, total ?? 0);
  const id = useId();
  const { scroller, view, inside, left, scroll, move, revealAcross, onScroll, onScrollEnd } =
    useScroll(rows);
  const [chosen, setChosen] = useState<Selection | null>(null);
  const [open, setOpen] = useState<{ cell: Cell; column: Column } | null>(null);
  const { isSorting, sortBy } = useSorting(sheet);
  const { widths, edges, widen, fit } = useWidths(sheet);
  const { first, last } = scroll;
  const from = Math.max(0, edges.findIndex((edge) => edge > left) - 1);
  const past = edges.findIndex((edge) => edge >= left + view.width);
  const to = past === -1 ? columns.length : Math.min(columns.length, past);
  const frame = useMemo(
    () => frameOf(columns, widths, edges, from, to),
    [columns, widths, edges, from, to],
  );

  useEffect(() => {
    sheet.expect(first - around, last + around);
  }, [sheet, first, last, known, order]);

  const near = sheet.next !== null && last >= known - headStart;
  useEffect(() => {
    if (near) {
      onNearEnd();
    }
  }, [near, known, onNearEnd]);

  function select(at: Place, extend: boolean) {
    setChosen((before) => ({ at, from: extend ? (before?.from ?? at) : at }));
    move(scroll.reveal(at.row));
    revealAcross(edges[at.column] ?? 0, edges[at.column + 1] ?? 0);
  }

  async function copy() {
    if (chosen === null) {
      return;
    }
    const area = areaOf(chosen);
    const { at } = chosen;
    const count = area.right - area.left + 1;
    const single = area.top === area.bottom && count === 1;
    // A single cell is copied without changes: nobody pastes a formula from it by accident.
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

  return (
    <>
      <div
        className="grid"
        role="grid"
        aria-label={words.region}
        aria-describedby={`${id}-keys`}
        aria-rowcount={rows + 1}
        aria-colcount={columns.length}
        aria-busy={isSorting}
        aria-multiselectable
        aria-activedescendant={
          chosen && chosen.at.row >= first && chosen.at.row < last
            ? cellId(id, chosen.at.row, chosen.at.column)
            : undefined
        }
        tabIndex={0}
        ref={scroller}
        onKeyDown={onKey}
        onScroll={onScroll}
        onScrollEnd={onScrollEnd}
      >
        <div
          className="grid-size"
          style={{ height: scroll.height + headHeight, width: Math.max(frame.width, 1) }}
        >
          <div className="grid-window" style={{ height: view.height }}>
            <GridHead frame={frame} order={order} onSort={sortBy} onWiden={widen} onFit={fit} />
            <div
              role="rowgroup"
              className="grid-body"
              style={{ transform: `translateY(${scroll.base * rowHeight - scroll.top}px)` }}
              onPointerDown={(event) => {
                const at = placeOf(event.target);
                if (at !== null && event.pointerType === 'touch') {
                  // A finger may scroll. Only when it is lifted do we know what it meant.
                  return;
                }
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
              onClick={(event) => {
                const { pointerType } = event.nativeEvent as PointerEvent;
                const at = placeOf(event.target);
                if (at === null || pointerType !== 'touch') {
                  return;
                }
                // A finger has neither a second button nor Enter, so the second touch opens the
                // value.
                if (chosen?.at.row === at.row && chosen.at.column === at.column) {
                  openAt(at);
                } else {
                  setChosen({ at, from: at });
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
                const marked = area !== null && row >= area.top && row <= area.bottom;
                return (
                  <GridRow
                    key={row - scroll.base}
                    table={id}
                    row={row}
                    place={row - scroll.base}
                    cells={sheet.row(row)}
                    frame={frame}
                    left={marked ? area.left : -1}
                    right={marked ? area.right : -1}
                    active={chosen?.at.row === row ? chosen.at.column : -1}
                  />
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

function placeOf(target: EventTarget): Place | null {
  const cell = target instanceof Element ? target.closest<HTMLElement>('[data-column]') : null;
  const row = cell?.closest<HTMLElement>('[data-row]') ?? null;
  return cell === null || row === null
    ? null
    : { row: Number(row.dataset.row), column: Number(cell.dataset.column) };
}
