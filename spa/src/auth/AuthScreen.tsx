import { useState } from 'react';
import type { Auth } from './auth';
import { Forgot, Reset } from './ForgotPassword';
import { SignIn } from './SignIn';
import { SignUp } from './SignUp';
import type { Step, StepProps, Typed } from './steps';
import { Verify } from './Verify';

const steps = {
  'sign-in': SignIn,
  'sign-up': SignUp,
  verify: Verify,
  forgot: Forgot,
  reset: Reset,
};

/** Everything before somebody is signed in. */
export function AuthScreen({
  auth,
  mailbox,
  email,
  notice: firstNotice,
  onSignedIn,
}: {
  readonly auth: Auth;
  /** Where the mails to an address can be read, where there is such a place. */
  readonly mailbox: (email: string) => string | null;
  /** What stands in the form at first. */
  readonly email: string;
  readonly notice: string | null;
  readonly onSignedIn: () => void;
}) {
  const [step, setStep] = useState<Step>('sign-in');
  const [notice, setNotice] = useState(firstNotice);
  const [typed, setTyped] = useState<Typed>({ email, password: '' });
  const Form: (props: StepProps) => React.ReactNode = steps[step];
  const mails = mailbox(typed.email);

  return (
    <main className="auth-screen">
      <p className="wordmark">Querycast</p>
      <p className="lead">Ask the warehouse a question and have the answer come to you.</p>
      <Form
        auth={auth}
        typed={typed}
        onType={setTyped}
        notice={notice}
        onSignedIn={onSignedIn}
        go={(next, why) => {
          setNotice(why ?? null);
          setStep(next);
        }}
      />
      {mails !== null && (
        <p className="hint">
          This server runs on a local cloud, which sends no mail:{' '}
          <a href={mails} target="_blank" rel="noreferrer">
            read the codes in its mailbox
          </a>
          .
        </p>
      )}
    </main>
  );
}
