import { useState } from 'react';
import { strings } from '../strings';
import type { Auth, SignInEnd } from './auth';
import { Forgot, Reset } from './ForgotPassword';
import { AppCode, NewPassword, SetUp } from './Challenges';
import { SignIn } from './SignIn';
import { SignUp } from './SignUp';
import type { AuthStep, StepProps, Typed } from './steps';
import { Verify } from './Verify';

const words = strings.auth;

const steps: Readonly<Record<AuthStep, (props: StepProps) => React.ReactNode>> = {
  'sign-in': SignIn,
  'sign-up': SignUp,
  verify: Verify,
  forgot: Forgot,
  reset: Reset,
  'new-password': NewPassword,
  'set-up': SetUp,
  code: AppCode,
};

/** All the steps before a user is signed in. */
export function AuthScreen({
  auth,
  mailbox,
  email,
  notice: firstNotice,
  onSignedIn,
}: {
  readonly auth: Auth;
  /** Where mails to an address can be read; null if there is no such place. */
  readonly mailbox: (email: string) => string | null;
  /** The address that the form starts with. */
  readonly email: string;
  readonly notice: string | null;
  readonly onSignedIn: () => void;
}) {
  const [step, setStep] = useState<AuthStep>('sign-in');
  const [notice, setNotice] = useState(firstNotice);
  const [typed, setTyped] = useState<Typed>({ email, password: '' });
  const [asked, setAsked] = useState<SignInEnd>('signed-in');
  const Form = steps[step];
  const mails = mailbox(typed.email);

  function go(next: AuthStep, why?: string) {
    setNotice(why ?? null);
    setStep(next);
  }

  async function follow(end: SignInEnd) {
    setAsked(end);
    switch (end) {
      case 'signed-in':
        onSignedIn();
        return;
      case 'not-confirmed':
        go('verify', await sendCode());
        return;
      case 'new-password-needed':
        go('forgot', words.signIn.passwordNeeded);
        return;
      case 'code-needed':
        go('code');
        return;
      case 'not-offered':
        go('sign-in', words.signIn.notOffered);
        return;
      default:
        go(end.needs === 'password' ? 'new-password' : 'set-up');
    }
  }

  async function sendCode(): Promise<string> {
    try {
      await auth.resendCode(typed.email);
      return words.signIn.notConfirmed(typed.email);
    } catch {
      return words.signIn.notConfirmedNoCode(typed.email);
    }
  }

  return (
    <main className="auth-screen">
      <p className="wordmark">{strings.app.name}</p>
      <p className="lead">{words.lead}</p>
      <Form
        auth={auth}
        typed={typed}
        onType={setTyped}
        notice={notice}
        asked={asked}
        go={go}
        follow={follow}
      />
      {mails !== null && (
        <p className="hint">
          {words.mailbox.before}
          <a href={mails} target="_blank" rel="noreferrer">
            {words.mailbox.link}
          </a>
          .
        </p>
      )}
    </main>
  );
}
