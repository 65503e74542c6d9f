import { useCallback, useRef, useState } from 'react';
import type { SheetView } from '../rows/SheetView';
import type { SortOrder } from '../rows/sort';

/** Sorts by a column: ascending, descending, and back to the original order. */
export function useSorting(sheet: SheetView) {
  const [going, setGoing] = useState(0);
  const asked = useRef<SortOrder | null | undefined>(undefined);

  const sortBy = useCallback(
    async (column: number) => {
      // A second press counts from the requested order, even if that is not there yet.
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
