import { useCallback, useState } from 'react';
import { getItem, setItem } from '../storage';

const isNames = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((each) => typeof each === 'string');

/** The names of the user's favourite queries, from this browser's storage. */
export function useFavourites(user: string): {
  readonly favourites: readonly string[];
  readonly toggle: (query: string) => void;
} {
  const key = `favourites.${user}`;
  const [favourites, setFavourites] = useState(() => getItem(key, isNames) ?? []);
  const toggle = useCallback(
    (query: string) => {
      setFavourites((known) => {
        const next = known.includes(query)
          ? known.filter((each) => each !== query)
          : [...known, query];
        setItem(key, next);
        return next;
      });
    },
    [key],
  );
  return { favourites, toggle };
}
