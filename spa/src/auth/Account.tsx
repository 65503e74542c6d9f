import { useCallback, useEffect, useState } from 'react';
import { Dialog } from '../Dialog';
import { strings } from '../strings';
import type { Auth, User } from './auth';
import { Authenticator } from './Authenticator';
import { useAction, type Action } from './useAction';

const words = strings.auth.account;

/** The settings for signing in: the code from an app, and signing out of every browser. */
export default function Account({
  user,
  auth,
  onSignedOut,
  onClose,
}: {
  readonly user: User;
  readonly auth: Auth;
  readonly onSignedOut: () => void;
  readonly onClose: () => void;
}) {
  const action = useAction();
  const [hasApp, setHasApp] = useState<boolean | null>(null);
  const [secret, setSecret] = useState<string | null>(null);
  const [notice, setNotice] = useState('');
  const { run } = action;

  const look = useCallback(async () => {
    setHasApp(await auth.hasAuthenticator());
  }, [auth]);
  useEffect(() => {
    look().catch(() => {
      setNotice(words.unknown);
    });
  }, [look]);

  const begin = () => {
    setNotice('');
    void run(async () => {
      setSecret(await auth.beginAuthenticator());
    });
  };
  const remove = () => {
    void run(async () => {
      await auth.removeAuthenticator();
      setNotice(words.removed);
      await look();
    });
  };
  const leaveEverywhere = () => {
    void run(async () => {
      await auth.signOutEverywhere();
      onSignedOut();
    });
  };

  return (
    <Dialog title={words.title} onClose={onClose}>
      <div className="account">
        <p className="email">{user.email}</p>
        <div role="status">{notice !== '' && <p className="notice">{notice}</p>}</div>
        {secret === null ? (
          <>
            <p>{hasApp === null ? words.looking : hasApp ? words.on : words.off}</p>
            <div className="below">
              <button type="button" disabled={action.busy} onClick={begin}>
                {hasApp ? words.another : words.setUp}
              </button>
              {hasApp === true && (
                <button type="button" disabled={action.busy} onClick={remove}>
                  {words.remove}
                </button>
              )}
            </div>
            <hr />
            <p className="hint">{words.everywhereHint}</p>
            <div className="below">
              <button type="button" disabled={action.busy} onClick={leaveEverywhere}>
                {words.everywhere}
              </button>
            </div>
          </>
        ) : (
          <SetUpLater
            secret={secret}
            email={user.email}
            action={action}
            finish={async (code) => {
              await auth.finishAuthenticator(code);
              setSecret(null);
              setNotice(words.done);
              await look();
            }}
            onBack={() => {
              action.say('');
              setSecret(null);
            }}
          />
        )}
        <p className="fault" role="alert">
          {action.fault}
        </p>
      </div>
    </Dialog>
  );
}

function SetUpLater({
  secret,
  email,
  action,
  finish,
  onBack,
}: {
  readonly secret: string;
  readonly email: string;
  readonly action: Action;
  readonly finish: (code: string) => Promise<void>;
  readonly onBack: () => void;
}) {
  const [code, setCode] = useState('');
  return (
    <form
      className="auth"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (/^\d{6}$/.test(code)) {
          void action.run(() => finish(code));
        } else {
          action.say(strings.auth.code.empty);
        }
      }}
    >
      <Authenticator secret={secret} email={email} code={code} onCode={setCode} />
      <div className="below">
        <button type="submit" className="primary" disabled={action.busy}>
          {words.finish}
        </button>
        <button type="button" onClick={onBack}>
          {words.back}
        </button>
      </div>
    </form>
  );
}
