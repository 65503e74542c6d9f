import { useState } from 'react';
import { strings } from '../strings';
import { AuthForm, BackToSignIn, EmailField, PasswordField } from './AuthForm';
import type { StepProps } from './steps';
import { useAction } from './useAction';
import { passwordFault, passwordRules } from './words';

export function SignUp({ auth, typed, onType, notice, go }: StepProps) {
  const words = strings.auth.signUp;
  const [repeated, setRepeated] = useState('');
  const action = useAction();

  async function submit() {
    if (!/^[^\s@]+@\S+$/.test(typed.email)) {
      action.say(words.noEmail);
      return;
    }
    const fault = passwordFault(typed.password);
    if (fault !== null) {
      action.say(fault);
      return;
    }
    if (typed.password !== repeated) {
      action.say(words.differ);
      return;
    }
    await action.run(async () => {
      await auth.signUp(typed.email, typed.password);
      go('verify', words.sent(typed.email));
    });
  }

  return (
    <AuthForm
      title={words.title}
      notice={notice}
      action={action}
      submitLabel={words.submit}
      onSubmit={submit}
      below={<BackToSignIn go={go}>{words.have}</BackToSignIn>}
    >
      <EmailField
        value={typed.email}
        autoFocus={typed.email === ''}
        onChange={(email) => {
          onType({ ...typed, email: email.trim() });
        }}
      />
      <PasswordField
        value={typed.password}
        kind="new-password"
        autoFocus={typed.email !== ''}
        hint={passwordRules}
        onChange={(password) => {
          onType({ ...typed, password });
        }}
      />
      <PasswordField
        label={strings.auth.label.repeat}
        value={repeated}
        kind="new-password"
        onChange={setRepeated}
      />
    </AuthForm>
  );
}
