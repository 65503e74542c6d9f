import { useCallback, useState } from 'react';
import { keep, recall } from '../kept';

const isNames = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((each) => typeof each === 'string');

/** The names of the queries that somebody likes best, as this browser remembers them. */
export function useFavourites(user: string): {
  readonly favourites: readonly string[];
  readonly toggle: (query: string) => void;
} {
  const place = `favourites.${user}`;
  const [favourites, setFavourites] = useState(() => recall(place, isNames) ?? []);
  const toggle = useCallback(
    (query: string) => {
      setFavourites((known) => {
        const next = known.includes(query)
          ? known.filter((each) => each !== query)
          : [...known, query];
        keep(place, next);
        return next;
      });
    },
    [place],
  );
  return { favourites, toggle };
}
