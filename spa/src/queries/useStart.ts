import { useEffect } from 'react';
import { redirect, linkToQuery, type Route } from '../route';
import { getItem, setItem } from '../storage';
import type { Query } from '../wire';

const isName = (value: unknown): value is string => typeof value === 'string';

/** Without a link the page opens the query that was open last. */
export function useStart(route: Route, queries: readonly Query[] | null, user: string) {
  const key = `last-query.${user}`;
  const chosen = route.view === 'queries' ? route.query : null;
  useEffect(() => {
    if (chosen !== null && queries?.some(({ name }) => name === chosen) === true) {
      setItem(key, chosen);
    }
  }, [chosen, queries, key]);
  useEffect(() => {
    const first = queries?.[0];
    if (route.view === 'start' && first !== undefined) {
      const last = getItem(key, isName);
      redirect(linkToQuery(queries?.find(({ name }) => name === last)?.name ?? first.name));
    }
  }, [route.view, queries, key]);
}
