import { useEffect } from 'react';
import { keep, recall } from '../kept';
import { goInstead, linkToQuery, type Route } from '../route';
import type { Query } from '../wire';

const isName = (value: unknown): value is string => typeof value === 'string';

/** Who opens the page without a link is where they were last time. */
export function useStart(route: Route, queries: readonly Query[] | null, user: string) {
  const place = `last-query.${user}`;
  const chosen = route.view === 'queries' ? route.query : null;
  useEffect(() => {
    if (chosen !== null && queries?.some(({ name }) => name === chosen) === true) {
      keep(place, chosen);
    }
  }, [chosen, queries, place]);
  useEffect(() => {
    const first = queries?.[0];
    if (route.view === 'start' && first !== undefined) {
      const last = recall(place, isName);
      goInstead(linkToQuery(queries?.find(({ name }) => name === last)?.name ?? first.name));
    }
  }, [route.view, queries, place]);
}
