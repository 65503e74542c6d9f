import { useState } from 'react';
import { AuthForm, CodeField, EmailField, LinkButton, PasswordField } from './AuthForm';
import type { StepProps } from './steps';
import { useAction } from './useAction';
import { passwordFault, passwordRules } from './words';

/** Asks for a code by mail. */
export function Forgot({ auth, typed, onType, notice, go }: StepProps) {
  const action = useAction();

  async function submit() {
    if (typed.email === '') {
      action.say('Please fill in your email address.');
      return;
    }
    await action.run(async () => {
      await auth.forgotPassword(typed.email);
      onType({ ...typed, password: '' });
      go('reset', `If there is an account for ${typed.email}, a code is on its way there.`);
    });
  }

  return (
    <AuthForm
      title="Forgot password"
      notice={notice}
      action={action}
      submitLabel="Send me a code"
      onSubmit={submit}
      below={
        <LinkButton
          onClick={() => {
            go('sign-in');
          }}
        >
          Back to sign-in
        </LinkButton>
      }
    >
      <EmailField
        value={typed.email}
        autoFocus
        onChange={(email) => {
          onType({ ...typed, email: email.trim() });
        }}
      />
    </AuthForm>
  );
}

/** Takes the code and the new password. */
export function Reset({ auth, typed, onType, notice, go, onSignedIn }: StepProps) {
  const [code, setCode] = useState('');
  const [resent, setResent] = useState(false);
  const action = useAction();

  async function submit() {
    if (code === '') {
      action.say('Please fill in the code from the mail.');
      return;
    }
    const fault = passwordFault(typed.password);
    if (fault !== null) {
      action.say(fault);
      return;
    }
    await action.run(async () => {
      await auth.setPassword(typed.email, code, typed.password);
      try {
        if ((await auth.signIn(typed.email, typed.password)) === 'signed-in') {
          onSignedIn();
          return;
        }
      } catch {
        // The password is set: what hinders the sign-in is for the sign-in form to say.
      }
      go('sign-in', 'Your new password is set. You can sign in.');
    });
  }

  return (
    <AuthForm
      title="Set a new password"
      notice={resent ? `A new code is on its way to ${typed.email}.` : notice}
      action={action}
      submitLabel="Set password"
      onSubmit={submit}
      below={
        <>
          <LinkButton
            onClick={() => {
              setResent(false);
              void action.run(async () => {
                await auth.forgotPassword(typed.email);
                setResent(true);
              });
            }}
          >
            Send a new code
          </LinkButton>
          <LinkButton
            onClick={() => {
              go('sign-in');
            }}
          >
            Back to sign-in
          </LinkButton>
        </>
      }
    >
      <CodeField
        value={code}
        autoFocus
        onChange={(value) => {
          setCode(value.trim());
        }}
      />
      <PasswordField
        label="New password"
        value={typed.password}
        kind="new-password"
        hint={passwordRules}
        onChange={(password) => {
          onType({ ...typed, password });
        }}
      />
    </AuthForm>
  );
}
