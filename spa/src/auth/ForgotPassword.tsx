import { useState } from 'react';
import { strings } from '../strings';
import { AuthForm, BackToSignIn, CodeField, EmailField, PasswordField } from './AuthForm';
import { useResend } from './Resend';
import type { StepProps } from './steps';
import { useAction } from './useAction';
import { passwordFault, passwordRules } from './words';

/** Sends a code by mail. */
export function Forgot({ auth, typed, onType, notice, go }: StepProps) {
  const words = strings.auth.forgot;
  const action = useAction();

  async function submit() {
    if (typed.email === '') {
      action.say(strings.auth.signUp.noEmail);
      return;
    }
    await action.run(async () => {
      await auth.forgotPassword(typed.email);
      onType({ ...typed, password: '' });
      go('reset', words.sent(typed.email));
    });
  }

  return (
    <AuthForm
      title={words.title}
      notice={notice}
      action={action}
      submitLabel={words.submit}
      onSubmit={submit}
      below={<BackToSignIn go={go} />}
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
export function Reset({ auth, typed, onType, notice, go, follow }: StepProps) {
  const words = strings.auth.reset;
  const [code, setCode] = useState('');
  const action = useAction();
  const resend = useResend(typed.email, action, (email) => auth.forgotPassword(email));

  async function submit() {
    if (code === '') {
      action.say(strings.auth.verify.noCode);
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
        await follow(await auth.signIn(typed.email, typed.password));
      } catch {
        // The password is set. If the sign-in then fails, the sign-in form says why.
        go('sign-in', words.done);
      }
    });
  }

  return (
    <AuthForm
      title={words.title}
      notice={resend.notice ?? notice}
      action={action}
      submitLabel={words.submit}
      onSubmit={submit}
      below={
        <>
          {resend.button}
          <BackToSignIn go={go} />
        </>
      }
    >
      <CodeField value={code} autoFocus onChange={setCode} />
      <PasswordField
        label={strings.auth.label.newPassword}
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
