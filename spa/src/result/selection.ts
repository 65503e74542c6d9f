/** A cell, by its row and column as shown. */
export interface Place {
  readonly row: number;
  readonly column: number;
}

/** The active cell, and the cell at which the selection starts. */
export interface Selection {
  readonly at: Place;
  readonly from: Place;
}

/** The selected cells, including the last row and column. */
export interface Area {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

export function areaOf({ at, from }: Selection): Area {
  return {
    top: Math.min(at.row, from.row),
    bottom: Math.max(at.row, from.row),
    left: Math.min(at.column, from.column),
    right: Math.max(at.column, from.column),
  };
}

/**
 * The cell that a key leads to; null if the key does not move.
 *
 * @param page the number of visible rows
 */
export function moved(
  { row, column }: Place,
  key: string,
  far: boolean,
  size: { readonly rows: number; readonly columns: number; readonly page: number },
): Place | null {
  const place = (toRow: number, toColumn: number): Place => ({
    row: Math.max(0, Math.min(size.rows - 1, toRow)),
    column: Math.max(0, Math.min(size.columns - 1, toColumn)),
  });
  switch (key) {
    case 'ArrowUp':
      return place(far ? 0 : row - 1, column);
    case 'ArrowDown':
      return place(far ? size.rows : row + 1, column);
    case 'ArrowLeft':
      return place(row, far ? 0 : column - 1);
    case 'ArrowRight':
      return place(row, far ? size.columns : column + 1);
    case 'PageUp':
      return place(row - size.page, column);
    case 'PageDown':
      return place(row + size.page, column);
    case 'Home':
      return place(far ? 0 : row, 0);
    case 'End':
      return place(far ? size.rows : row, size.columns);
    default:
      return null;
  }
}
