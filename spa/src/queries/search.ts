import type { Query } from '../wire';

/** The queries that contain each of the words in their title, name or description. */
export function search(queries: readonly Query[], words: string): readonly Query[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return queries.filter(({ name, title, description }) => {
    const text = `${title} ${name} ${description}`.toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}
