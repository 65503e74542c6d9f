import { useEffect, useRef, useState } from 'react';
import { linkToQuery } from '../route';
import { strings } from '../strings';
import type { Query } from '../wire';
import { search } from './search';
import { useFavourites } from './useFavourites';

const words = strings.queries;

/** All queries, favourites first. */
export function Catalogue({
  queries,
  user,
  chosen,
}: {
  readonly queries: readonly Query[];
  readonly user: string;
  readonly chosen: string | null;
}) {
  const [text, setText] = useState('');
  const { favourites, toggle } = useFavourites(user);
  const place = useRef<HTMLElement>(null);
  const [toggled, setToggled] = useState<string | null>(null);
  useEffect(() => {
    // The entry has moved to the other list, and the focus moves with it.
    const stars = place.current?.querySelectorAll<HTMLElement>('[data-star]') ?? [];
    [...stars].find(({ dataset }) => dataset.star === toggled)?.focus();
  }, [favourites, toggled]);
  const found = search(queries, text);
  const liked = found.filter(({ name }) => favourites.includes(name));
  const others = found.filter(({ name }) => !favourites.includes(name));

  if (queries.length === 0) {
    return <p className="card">{words.none}</p>;
  }
  const list = (some: readonly Query[]) => (
    <ul>
      {some.map(({ name, title, description }) => (
        <li key={name} className="entry">
          <a
            className="entry-link"
            href={linkToQuery(name)}
            aria-current={name === chosen ? 'true' : undefined}
            title={description}
          >
            <bdi>{title}</bdi>
          </a>
          <button
            type="button"
            className="quiet square star"
            aria-pressed={favourites.includes(name)}
            aria-label={
              favourites.includes(name) ? words.removeFavourite(title) : words.addFavourite(title)
            }
            data-star={name}
            onClick={({ currentTarget }) => {
              setToggled(currentTarget.dataset.star ?? null);
              toggle(name);
            }}
          >
            {favourites.includes(name) ? '★' : '☆'}
          </button>
        </li>
      ))}
    </ul>
  );
  return (
    <nav className="card catalogue" aria-label={words.title} ref={place}>
      <input
        type="search"
        data-search
        placeholder={words.search}
        aria-label={words.search}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
        }}
      />
      {liked.length > 0 && <h2 className="group">{words.favourites}</h2>}
      {liked.length > 0 && list(liked)}
      {liked.length > 0 && others.length > 0 && <h2 className="group">{words.all}</h2>}
      {list(others)}
      {found.length === 0 && (
        <p className="hint" role="status">
          {words.noMatch(text)}{' '}
          <button
            type="button"
            className="link"
            onClick={() => {
              setText('');
            }}
          >
            {words.clear}
          </button>
        </p>
      )}
    </nav>
  );
}
