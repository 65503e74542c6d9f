import { AuthForm, EmailField, LinkButton, PasswordField } from './AuthForm';
import type { StepProps } from './steps';
import { useAction } from './useAction';

export function SignIn({ auth, typed, onType, notice, go, onSignedIn }: StepProps) {
  const action = useAction();

  async function submit() {
    if (typed.email === '' || typed.password === '') {
      action.say('Please fill in your email address and your password.');
      return;
    }
    await action.run(async () => {
      switch (await auth.signIn(typed.email, typed.password)) {
        case 'signed-in':
          onSignedIn();
          return;
        case 'not-confirmed':
          go('verify', await sendCode());
          return;
        case 'new-password-needed':
          go('forgot', 'This account needs a new password. Ask for a code to set one.');
          return;
        case 'not-offered':
          action.say('This account asks for a step that this page does not offer.');
      }
    });
  }

  async function sendCode(): Promise<string> {
    try {
      await auth.resendCode(typed.email);
      return `${typed.email} is not confirmed yet. A new code is on its way there.`;
    } catch {
      return `${typed.email} is not confirmed yet. Use the code from the newest mail.`;
    }
  }

  return (
    <AuthForm
      title="Sign in"
      notice={notice}
      action={action}
      submitLabel="Sign in"
      onSubmit={submit}
      below={
        <>
          <LinkButton
            onClick={() => {
              onType({ ...typed, password: '' });
              go('sign-up');
            }}
          >
            Create an account
          </LinkButton>
          <LinkButton
            onClick={() => {
              go('forgot');
            }}
          >
            Forgot password
          </LinkButton>
        </>
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
        kind="current-password"
        autoFocus={typed.email !== ''}
        onChange={(password) => {
          onType({ ...typed, password });
        }}
      />
    </AuthForm>
  );
}
