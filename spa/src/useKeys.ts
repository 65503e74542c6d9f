import { views } from './Header';
import { go, linkToJob, type Route } from './route';
import { useShortcuts } from './useShortcuts';
import type { Job } from './wire';

/** The shortcuts that work on every view; see the shortcut sheet. */
export function useKeys(route: Route, sorted: readonly Job[], hasSql: boolean, help: () => void) {
  const walk = (way: number) => {
    const at = sorted.findIndex(({ id }) => route.view === 'jobs' && id === route.job);
    const next = sorted[at === -1 ? 0 : at + way];
    if (next !== undefined) {
      go(linkToJob(next.id));
    }
  };
  useShortcuts({
    '?': help,
    '/': () => {
      document.querySelector<HTMLInputElement>('[data-search]')?.focus();
    },
    j: () => {
      walk(1);
    },
    k: () => {
      walk(-1);
    },
    'alt+1': () => {
      go(views[0].link);
    },
    'alt+2': () => {
      go(views[1].link);
    },
    'alt+3': () => {
      if (hasSql) {
        go(views[2].link);
      }
    },
  });
}
