import { lazy, Suspense, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { ErrorBoundary } from '../ErrorBoundary';
import type { SheetView } from '../rows/SheetView';
import { strings } from '../strings';
import type { Chart, Row } from '../wire';
import { drawingOf, shapeOf, undrawn } from './shape';

const EChart = lazy(() => import('./EChart'));
const words = strings.chart;
/** The most rows in a chart: more points than pixels show nothing more. */
const mostRows = 5_000;

/** The chart above the rows, if the query suggests one or the rows allow one. */
export function Picture({
  sheet,
  suggested,
}: {
  readonly sheet: SheetView;
  readonly suggested: Chart | null;
}) {
  useSyncExternalStore(sheet.subscribe, sheet.outline);
  const [rows, setRows] = useState(() => alreadyHere(sheet));
  const [chosen, setChosen] = useState<string | null>(null);
  const [measured, setMeasured] = useState<number | null>(null);
  const [isDue, setDue] = useState(false);
  const count = Math.min(mostRows, sheet.count);

  useEffect(() => {
    let open = true;
    sheet.head(mostRows).then(
      (found) => {
        if (open) {
          setRows(found);
        }
      },
      () => undefined,
    );
    return () => {
      open = false;
    };
    // Sorting changes neither the count nor the chart.
  }, [sheet, count]);

  // Rows come first: the chart library is loaded once they are visible.
  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      setTimeout(() => {
        setDue(true);
      });
    });
    return () => {
      cancelAnimationFrame(frame);
    };
  }, []);

  const shape = useMemo(() => shapeOf(sheet.columns, rows, suggested), [sheet, rows, suggested]);
  const measure = shape?.measures.find((each) => each === measured) ?? shape?.measures[0];
  const kind = shape?.kinds.find((each) => each === chosen) ?? shape?.kind;
  const drawing = useMemo(
    () =>
      shape === null || measure === undefined
        ? null
        : drawingOf(sheet.columns, rows, shape, measure),
    [sheet, rows, shape, measure],
  );

  if (shape === null || kind === undefined || measure === undefined || drawing === null) {
    return suggested !== null && rows.length === 0 && sheet.count > 1 ? (
      <div className="picture">
        <div className="picture-choices" />
        <ToCome />
      </div>
    ) : null;
  }
  const nameOf = (index: number) => sheet.columns[index]?.name ?? '';
  const isOff = chosen === 'none';
  const leftOut = undrawn(drawing, kind);
  return (
    <div className="picture">
      <div className="picture-choices">
        <select
          className="quiet"
          aria-label={words.kind}
          value={isOff ? 'none' : kind}
          onChange={(event) => {
            setChosen(event.target.value);
          }}
        >
          {[...shape.kinds, 'none' as const].map((each) => (
            <option key={each} value={each}>
              {words.kinds[each]}
            </option>
          ))}
        </select>
        {shape.measures.length > 1 && !isOff && (
          <select
            className="quiet"
            aria-label={words.measure}
            value={measure}
            onChange={(event) => {
              setMeasured(Number(event.target.value));
            }}
          >
            {shape.measures.map((each) => (
              <option key={each} value={each}>
                {nameOf(each)}
              </option>
            ))}
          </select>
        )}
      </div>
      {!isOff && (
        <ErrorBoundary fallback={<p className="hint">{words.failed}</p>}>
          <Suspense fallback={<ToCome />}>
            {isDue ? (
              <EChart
                drawing={drawing}
                kind={kind}
                label={words.describe(words.kinds[kind], nameOf(measure), nameOf(shape.by))}
              />
            ) : (
              <ToCome />
            )}
          </Suspense>
        </ErrorBoundary>
      )}
      {!isOff && leftOut > 0 && <p className="hint">{words.undrawn(leftOut)}</p>}
      {!isOff && sheet.count > mostRows && (
        <p className="hint">{words.firstRows(strings.result.rows(mostRows))}</p>
      )}
    </div>
  );
}

/** A placeholder as large as the chart. */
function ToCome() {
  return (
    <div className="chart-place skeleton">
      <span className="visually-hidden">{words.loading}</span>
    </div>
  );
}

/** Pushed rows can be drawn at once, so that the layout does not move. */
function alreadyHere(sheet: SheetView): readonly Row[] {
  const count = Math.min(mostRows, sheet.count);
  return Array.from({ length: count }, (_, at) => sheet.row(at)).filter((row) => row !== undefined);
}
