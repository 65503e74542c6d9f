import type { Query } from '../wire';

/** The queries in which each of the words occurs somewhere, in title, name or description. */
export function search(queries: readonly Query[], words: string): readonly Query[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return queries.filter(({ name, title, description }) => {
    const text = `${title} ${name} ${description}`.toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}
