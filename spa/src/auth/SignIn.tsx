import { strings } from '../strings';
import { AuthForm, EmailField, LinkButton, PasswordField } from './AuthForm';
import type { StepProps } from './steps';
import { useAction } from './useAction';

export function SignIn({ auth, typed, onType, notice, go, follow }: StepProps) {
  const words = strings.auth.signIn;
  const action = useAction();

  async function submit() {
    if (typed.email === '' || typed.password === '') {
      action.say(words.empty);
      return;
    }
    await action.run(async () => {
      await follow(await auth.signIn(typed.email, typed.password));
    });
  }

  return (
    <AuthForm
      title={words.title}
      notice={notice}
      action={action}
      submitLabel={words.submit}
      onSubmit={submit}
      below={
        <>
          <LinkButton
            onClick={() => {
              onType({ ...typed, password: '' });
              go('sign-up');
            }}
          >
            {words.create}
          </LinkButton>
          <LinkButton
            onClick={() => {
              go('forgot');
            }}
          >
            {words.forgot}
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
