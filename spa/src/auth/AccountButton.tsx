import { createContext, lazy, Suspense, useContext, useState } from 'react';
import { ErrorBoundary } from '../ErrorBoundary';
import { strings } from '../strings';
import type { Auth, User } from './auth';

const Account = lazy(() => import('./Account'));

/** How the account menu reaches Cognito, and what to do when the user has signed out. */
export const AccountContext = createContext<{
  readonly auth: Auth;
  readonly onSignedOut: () => void;
} | null>(null);

/** Shows who is signed in, and opens the settings for signing in. */
export function AccountButton({ user }: { readonly user: User }) {
  const context = useContext(AccountContext);
  const [open, setOpen] = useState(false);
  if (context === null) {
    return <span className="email">{user.email}</span>;
  }
  return (
    <>
      <button
        type="button"
        className="quiet email"
        aria-label={strings.auth.account.open(user.email)}
        onClick={() => {
          setOpen(true);
        }}
      >
        {user.email}
      </button>
      {open && (
        <ErrorBoundary>
          <Suspense fallback={null}>
            <Account
              user={user}
              {...context}
              onClose={() => {
                setOpen(false);
              }}
            />
          </Suspense>
        </ErrorBoundary>
      )}
    </>
  );
}
