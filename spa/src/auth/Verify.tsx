import { useState } from 'react';
import { strings } from '../strings';
import { AuthForm, BackToSignIn, CodeField } from './AuthForm';
import { useResend } from './Resend';
import type { StepProps } from './steps';
import { useAction } from './useAction';

export function Verify({ auth, typed, notice, go, follow }: StepProps) {
  const words = strings.auth.verify;
  const [code, setCode] = useState('');
  const action = useAction();
  const resend = useResend(typed.email, action, (email) => auth.resendCode(email));

  async function submit() {
    if (code === '') {
      action.say(words.noCode);
      return;
    }
    await action.run(async () => {
      await auth.confirm(typed.email, code);
      if (typed.password === '') {
        go('sign-in', words.done);
        return;
      }
      try {
        await follow(await auth.signIn(typed.email, typed.password));
      } catch {
        // The code was right. If the sign-in then fails, the sign-in form says why.
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
    </AuthForm>
  );
}
