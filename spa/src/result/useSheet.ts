import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { Refused, type Api } from '../api';
import type { SheetCache } from '../rows/SheetCache';
import type { SheetView } from '../rows/SheetView';
import type { Rows } from '../wire';

/** Results up to this many bytes are loaded completely, without a click. */
const freely = 64 * 1024 * 1024;

/** A result, and the state of its loading. */
export interface Fetched {
  readonly sheet: SheetView;
  readonly isLoading: boolean;
  /** Why the last page could not be loaded; null if it could. */
  readonly fault: unknown;
  readonly load: () => Promise<void>;
}

/**
 * Loads a job's rows: the pushed ones at once, the others page by page.
 *
 * @param pushed the first rows, if they were pushed
 * @param wanted whether there are rows to load by now
 * @param contacts the number of snapshots and beats so far; after each, a failed request is sent again
 */
export function useSheet(
  api: Api,
  cache: SheetCache,
  id: string,
  pushed: Rows | null,
  wanted: boolean,
  contacts: number,
): Fetched {
  const [sheet] = useState(() => {
    const taken = cache.get(id);
    if (pushed !== null) {
      taken.begin(pushed);
    }
    return taken;
  });
  useSyncExternalStore(sheet.subscribe, sheet.outline);
  const [isLoading, setLoading] = useState(false);
  const [fault, setFault] = useState<unknown>(null);
  const triedAt = useRef<number | null>(null);

  useEffect(() => {
    if (pushed !== null) {
      sheet.begin(pushed);
    }
  }, [sheet, pushed]);

  const load = useCallback(async () => {
    setLoading(true);
    setFault(null);
    try {
      await sheet.load((page) => api.rows(id, page));
    } catch (error) {
      setFault(error);
    } finally {
      setLoading(false);
    }
  }, [api, id, sheet]);

  const wantsFirst = wanted && sheet.isEmpty;
  const isRefused = fault instanceof Refused && fault.isFinal;
  useEffect(() => {
    if (wantsFirst && !isLoading && !isRefused && triedAt.current !== contacts) {
      triedAt.current = contacts;
      void load();
    }
  }, [wantsFirst, isLoading, isRefused, contacts, load]);

  const goesOn = wanted && !sheet.isEmpty && sheet.next !== null && sheet.bytes < freely;
  useEffect(() => {
    // After a failure only the button loads again, so that a broken server is not asked without
    // end.
    if (goesOn && !isLoading && fault === null) {
      void load();
    }
  }, [goesOn, isLoading, fault, load]);

  return { sheet, isLoading, fault, load };
}
