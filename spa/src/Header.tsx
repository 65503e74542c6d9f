import { useState } from 'react';
import { AccountButton } from './auth/AccountButton';
import type { User } from './auth/auth';
import type { Status } from './push/connection';
import { ConnectionState } from './push/ConnectionState';
import { linkTo, type Route } from './route';
import { strings } from './strings';
import { applyTheme, chosenTheme, themes } from './theme';

const words = strings.header;

/** The views and their addresses; the third is for analysts, the fourth for operators. */
export const views = [
  { view: 'queries', name: words.queries, link: '#/queries' },
  { view: 'jobs', name: words.jobs, link: linkTo({ view: 'jobs', job: null, other: null }) },
  { view: 'sql', name: words.sql, link: linkTo({ view: 'sql' }) },
  { view: 'usage', name: words.usage, link: linkTo({ view: 'usage' }) },
] as const;

/**
 * Shown on every view: links to the other views, the state of the connection, and the signed-in
 * user.
 */
export function Header({
  user,
  status,
  route,
  onShortcuts,
  onSignOut,
}: {
  readonly user: User;
  readonly status: Status;
  readonly route: Route;
  readonly onShortcuts: () => void;
  readonly onSignOut: () => void;
}) {
  return (
    <header className="bar">
      <a className="skip" href="#content" onClick={skip}>
        {strings.app.skip}
      </a>
      <span className="wordmark">{strings.app.name}</span>
      <nav className="tabs" aria-label={words.views}>
        {views
          .filter(({ view }) => view !== 'sql' || user.isAnalyst)
          .filter(({ view }) => view !== 'usage' || user.isAdmin)
          .map(({ view, name, link }) => (
            <a key={view} href={link} aria-current={view === shown(route) ? 'page' : undefined}>
              {name}
            </a>
          ))}
      </nav>
      <ConnectionState status={status} />
      <span className="who">
        <AccountButton user={user} />
        <ThemeChoice />
        <button
          type="button"
          className="quiet square"
          title={words.shortcuts}
          aria-label={words.shortcuts}
          onClick={onShortcuts}
        >
          ?
        </button>
        <button type="button" className="quiet" onClick={onSignOut}>
          {words.signOut}
        </button>
      </span>
    </header>
  );
}

function shown({ view }: Route): string {
  return view === 'start' ? 'queries' : view;
}

/** The address says which view is open, so a link within the page must not change it. */
function skip(event: React.MouseEvent) {
  event.preventDefault();
  document.getElementById('content')?.focus();
}

function ThemeChoice() {
  const [theme, setTheme] = useState(chosenTheme);
  return (
    <select
      className="quiet theme"
      aria-label={words.theme}
      title={words.theme}
      value={theme}
      onChange={(event) => {
        const chosen = themes.find((each) => each === event.target.value) ?? 'system';
        setTheme(chosen);
        applyTheme(chosen);
      }}
    >
      {themes.map((each) => (
        <option key={each} value={each}>
          {words.themes[each]}
        </option>
      ))}
    </select>
  );
}
