import { useEffect, useState } from 'react';

/**
 * The place of the user on the page. The link contains all of it, after the `#`, so no server sees
 * it.
 */
export type Route =
  | { readonly view: 'queries'; readonly query: string | null; readonly args: LinkArguments }
  | { readonly view: 'jobs'; readonly job: string | null; readonly other: string | null }
  | { readonly view: 'sql' }
  | { readonly view: 'usage' }
  | { readonly view: 'start' }
  /** A link to nothing. */
  | { readonly view: 'nowhere' };

/** Arguments in a link: text, whatever their type. */
export type LinkArguments = Readonly<Record<string, string>>;

/** Parses the address. An empty one is the start. Never throws. */
export function parseRoute(hash: string): Route {
  const [path = '', search = ''] = hash.replace(/^#/, '').split('?', 2);
  const [, view, first, second, third] = path.split('/').map(decode);
  switch (view) {
    case 'queries':
      return {
        view,
        query: orNull(first),
        args: Object.fromEntries(new URLSearchParams(search)),
      };
    case 'jobs':
      return { view, job: orNull(first), other: second === 'with' ? orNull(third) : null };
    case 'sql':
    case 'usage':
      return { view };
    default:
      return { view: path === '' || path === '/' ? 'start' : 'nowhere' };
  }
}

export function linkTo(route: Route): string {
  switch (route.view) {
    case 'queries': {
      const search = new URLSearchParams(route.args).toString();
      const name = route.query === null ? '' : `/${encodeURIComponent(route.query)}`;
      return `#/queries${name}${search && `?${search}`}`;
    }
    case 'jobs':
      return (
        '#/jobs' +
        (route.job === null ? '' : `/${encodeURIComponent(route.job)}`) +
        (route.other === null ? '' : `/with/${encodeURIComponent(route.other)}`)
      );
    case 'sql':
    case 'usage':
      return `#/${route.view}`;
    case 'start':
    case 'nowhere':
      return '#/';
  }
}

export function linkToQuery(query: string, args: LinkArguments = {}): string {
  return linkTo({ view: 'queries', query, args });
}

export function linkToJob(job: string, other: string | null = null): string {
  return linkTo({ view: 'jobs', job, other });
}

export function go(link: string): void {
  window.location.hash = link;
}

/** Goes to the link without a new entry in the browser's history. */
export function redirect(link: string): void {
  replaceAddress(link);
  window.dispatchEvent(new Event('hashchange'));
}

/** Changes the address without leaving the view, which it already describes. */
export function replaceAddress(link: string): void {
  window.history.replaceState(null, '', link);
}

/** The current route. */
export function useRoute(): Route {
  const [hash, setHash] = useState(() => window.location.hash);
  useEffect(() => {
    const look = () => {
      setHash(window.location.hash);
    };
    window.addEventListener('hashchange', look);
    look();
    return () => {
      window.removeEventListener('hashchange', look);
    };
  }, []);
  return parseRoute(hash);
}

function orNull(part: string | undefined): string | null {
  return part === undefined || part === '' ? null : part;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
