import { useState } from 'react';
import { AuthForm, EmailField, LinkButton, PasswordField } from './AuthForm';
import type { StepProps } from './steps';
import { useAction } from './useAction';
import { passwordFault, passwordRules } from './words';

export function SignUp({ auth, typed, onType, notice, go }: StepProps) {
  const [repeated, setRepeated] = useState('');
  const action = useAction();

  async function submit() {
    if (!/^\S+@\S+$/.test(typed.email)) {
      action.say('Please fill in your email address.');
      return;
    }
    const fault = passwordFault(typed.password);
    if (fault !== null) {
      action.say(fault);
      return;
    }
    if (typed.password !== repeated) {
      action.say('The two passwords differ. Please type them again.');
      return;
    }
    await action.run(async () => {
      await auth.signUp(typed.email, typed.password);
      go('verify', `A code is on its way to ${typed.email}.`);
    });
  }

  return (
    <AuthForm
      title="Create an account"
      notice={notice}
      action={action}
      submitLabel="Create account"
      onSubmit={submit}
      below={
        <LinkButton
          onClick={() => {
            go('sign-in');
          }}
        >
          I have an account: sign in
        </LinkButton>
      }
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
        label="Repeat password"
        value={repeated}
        kind="new-password"
        onChange={setRepeated}
      />
    </AuthForm>
  );
}
