import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { createApi, SessionOver } from './api';
import { AccountContext } from './auth/AccountButton';
import { cognitoAuth, type Auth, type User } from './auth/auth';
import { AuthScreen } from './auth/AuthScreen';
import { realClock } from './clock';
import { apiUrl, loadConfig, mailbox } from './config';
import type { Transport } from './push/connection';
import { valuesKey } from './queries/QueryPanel';
import { replaceAddress } from './route';
import { removeItems } from './storage';
import { strings } from './strings';
import type { Config } from './wire';
import { Workspace } from './Workspace';

/** Loads the server's configuration first; then the user is signed in or not. */
export function App() {
  const [started, setStarted] = useState<{ config: Config; auth: Auth; first: Phase } | null>(null);
  const [broken, setBroken] = useState(false);

  const start = useCallback(() => {
    (async () => {
      const config = await loadConfig();
      const auth = cognitoAuth(config);
      setStarted({ config, auth, first: await firstPhase(auth) });
    })().catch(() => {
      setBroken(true);
    });
  }, []);
  useEffect(start, [start]);

  if (started) {
    const { config, auth, first } = started;
    return <Signing auth={auth} first={first} mailbox={(email) => mailbox(config, email)} />;
  }
  return (
    <main className="auth-screen">
      <p className="wordmark">{strings.app.name}</p>
      {broken ? (
        <>
          <p role="alert">{strings.app.unreachable}</p>
          <button
            type="button"
            onClick={() => {
              setBroken(false);
              start();
            }}
          >
            {strings.app.tryAgain}
          </button>
        </>
      ) : (
        <p className="hint">{strings.app.moment}</p>
      )}
    </main>
  );
}

/** Whether the user is signed in, signed out, or signing out. */
export type Phase =
  | { readonly name: 'in'; readonly user: User }
  | { readonly name: 'leaving' }
  | { readonly name: 'out'; readonly email: string; readonly notice: string | null };

/** @throws Error if it can't be found out whether a user is signed in */
export async function firstPhase(auth: Auth): Promise<Phase> {
  try {
    const user = await auth.currentUser();
    return user ? { name: 'in', user } : { name: 'out', email: '', notice: null };
  } catch (error) {
    if (error instanceof SessionOver) {
      return { name: 'out', email: '', notice: strings.app.sessionOver };
    }
    throw error;
  }
}

/**
 * Shows the page to a signed-in user and the sign-in screen to everybody else, and switches between
 * the two.
 */
export function Signing({
  auth,
  first,
  mailbox,
}: {
  readonly auth: Auth;
  readonly first: Phase;
  readonly mailbox: (email: string) => string | null;
}) {
  const [phase, setPhase] = useState(first);
  const leaving = useRef(false);

  const leave = useCallback(
    async (email: string, notice: string | null) => {
      if (leaving.current) {
        return;
      }
      leaving.current = true;
      setPhase({ name: 'leaving' });
      await auth.signOut().catch(() => undefined);
      leaving.current = false;
      setPhase({ name: 'out', email, notice });
    },
    [auth],
  );

  const user = phase.name === 'in' ? phase.user : null;

  useEffect(() => {
    // Another tab signed out, or signed in as another user: this tab must stop showing the user's
    // rows.
    const onStorage = () => {
      firstPhase(auth).then(
        (now) => {
          if (user && !(now.name === 'in' && now.user.id === user.id)) {
            setPhase(now);
          }
        },
        () => undefined,
      );
    };
    window.addEventListener('storage', onStorage);
    return () => {
      window.removeEventListener('storage', onStorage);
    };
  }, [auth, user]);

  const onSessionOver = useCallback(() => {
    void leave(user?.email ?? '', strings.app.sessionOver);
  }, [leave, user]);

  const server = useMemo(() => {
    const api = createApi({
      url: apiUrl,
      token: auth.token,
      fetch: (...call) => fetch(...call),
      clock: realClock,
      random: Math.random,
      onSessionOver,
    });
    const transport: Transport = {
      openSession: (fresh, signal) => api.openSession(fresh, signal),
      snapshot: (etag, wait, signal) => api.snapshot(etag, wait, signal),
      openSocket: (url, protocols) => new WebSocket(url, protocols),
      clock: realClock,
      random: Math.random,
    };
    return { api, transport };
  }, [auth, onSessionOver]);

  // Typed values survive the end of a session; signing out deletes them.
  const forgetTyped = useCallback(() => {
    if (user) {
      removeItems(valuesKey(user.id));
    }
    replaceAddress('#/');
  }, [user]);

  const account = useMemo(
    () => ({
      auth,
      onSignedOut() {
        forgetTyped();
        setPhase({ name: 'out', email: '', notice: null });
      },
    }),
    [auth, forgetTyped],
  );

  switch (phase.name) {
    case 'in':
      return (
        <AccountContext.Provider value={account}>
          <Workspace
            key={phase.user.id}
            user={phase.user}
            {...server}
            onSessionOver={onSessionOver}
            onSignOut={() => {
              forgetTyped();
              void leave('', null);
            }}
          />
        </AccountContext.Provider>
      );
    case 'leaving':
      return (
        <main className="auth-screen">
          <p className="hint">{strings.app.leaving}</p>
        </main>
      );
    case 'out':
      return (
        <AuthScreen
          auth={auth}
          mailbox={mailbox}
          email={phase.email}
          notice={phase.notice}
          onSignedIn={() => {
            void firstPhase(auth).then(setPhase, () => undefined);
          }}
        />
      );
  }
}
