import { useCallback, useRef, useState } from 'react';
import type { SheetView } from '../rows/SheetView';
import type { SortOrder } from '../rows/sort';

/** Sorting by a column: up, down, and back to the order in which the rows came. */
export function useSorting(sheet: SheetView) {
  const [going, setGoing] = useState(0);
  const asked = useRef<SortOrder | null | undefined>(undefined);

  const sortBy = useCallback(
    async (column: number) => {
      // Whoever presses twice means the second order, though the first is not there yet.
      const before = asked.current === undefined ? sheet.order : asked.current;
      const current = before?.column === column ? before : null;
      const next =
        current === null
          ? { column, descending: false }
          : current.descending
            ? null
            : { column, descending: true };
      asked.current = next;
      setGoing((count) => count + 1);
      try {
        await sheet.sort(next);
      } finally {
        if (asked.current === next) {
          asked.current = undefined;
        }
        setGoing((count) => count - 1);
      }
    },
    [sheet],
  );

  return { isSorting: going > 0, sortBy };
}
