import { useState } from 'react';
import { AuthForm, CodeField, LinkButton } from './AuthForm';
import type { StepProps } from './steps';
import { useAction } from './useAction';

export function Verify({ auth, typed, notice, go, onSignedIn }: StepProps) {
  const [code, setCode] = useState('');
  const [resent, setResent] = useState(false);
  const action = useAction();

  async function submit() {
    if (code === '') {
      action.say('Please fill in the code from the mail.');
      return;
    }
    await action.run(async () => {
      await auth.confirm(typed.email, code);
      const end = typed.password === '' ? null : await signInQuietly();
      if (end === 'signed-in') {
        onSignedIn();
      } else {
        go('sign-in', 'Your email address is confirmed. You can sign in.');
      }
    });
  }

  /** The code was right: that the sign-in after it failed is for the sign-in form to say. */
  async function signInQuietly() {
    try {
      return await auth.signIn(typed.email, typed.password);
    } catch {
      return null;
    }
  }

  return (
    <AuthForm
      title="Confirm your email address"
      notice={resent ? `A new code is on its way to ${typed.email}.` : notice}
      action={action}
      submitLabel="Confirm"
      onSubmit={submit}
      below={
        <>
          <LinkButton
            onClick={() => {
              setResent(false);
              void action.run(async () => {
                await auth.resendCode(typed.email);
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
    </AuthForm>
  );
}
