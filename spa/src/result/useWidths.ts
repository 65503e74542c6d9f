import { useCallback, useMemo, useState } from 'react';
import { columnWidths } from '../rows/columns';
import type { SheetView } from '../rows/SheetView';

const characterWidth = 7.8;
const padding = 26;
const narrowest = 48;

/** The places of a table's columns, in pixels. */
export interface Widths {
  readonly widths: readonly number[];
  /** Where each column begins, and where the last one ends. */
  readonly edges: readonly number[];
  readonly widen: (column: number, by: number) => void;
  /** Resets the width to what fits. */
  readonly fit: (column: number) => void;
}

/** The widths of the columns: what fits, until the user changes one. */
export function useWidths(sheet: SheetView): Widths {
  // Measured on the first rows, once they are loaded: later rows must not make the columns jump.
  const columnCount = sheet.columns.length;
  const hasSample = sheet.row(0) !== undefined;
  const fitting = useMemo(
    () => {
      const count = Math.min(sheet.count, 60);
      const sample = Array.from({ length: count }, (_, at) => sheet.row(at) ?? []);
      return columnWidths(sheet.columns, sample).map(
        (it) => Math.round(it * characterWidth) + padding,
      );
    },
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once is meant
    [sheet, columnCount, hasSample],
  );
  const [own, setOwn] = useState<Readonly<Record<number, number>>>({});

  const widen = useCallback(
    (column: number, by: number) => {
      setOwn((before) => ({
        ...before,
        [column]: Math.max(narrowest, (before[column] ?? fitting[column] ?? narrowest) + by),
      }));
    },
    [fitting],
  );
  const fit = useCallback((column: number) => {
    setOwn((before) =>
      Object.fromEntries(Object.entries(before).filter(([each]) => Number(each) !== column)),
    );
  }, []);

  return useMemo(() => {
    const widths = fitting.map((width, index) => own[index] ?? width);
    const edges = [0];
    for (const width of widths) {
      edges.push((edges.at(-1) ?? 0) + width);
    }
    return { widths, edges, widen, fit };
  }, [fitting, own, widen, fit]);
}
