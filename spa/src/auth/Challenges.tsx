import { useState, type ReactNode } from 'react';
import { Field } from '../Field';
import { strings } from '../strings';
import type { SignInEnd } from './auth';
import { Authenticator } from './Authenticator';
import { AuthForm, BackToSignIn, CodeField, PasswordField } from './AuthForm';
import type { StepProps } from './steps';
import { useAction } from './useAction';
import { isTooLate, passwordFault, passwordRules } from './words';

/**
 * Sends an answer to Cognito and goes to the next step. If the time for it is over, starts again
 * with everything that was typed.
 */
async function followUp({ follow, go }: StepProps, answer: Promise<SignInEnd>): Promise<void> {
  let end: SignInEnd;
  try {
    end = await answer;
  } catch (error) {
    if (isTooLate(error)) {
      go('sign-in', strings.auth.signIn.tooLate);
      return;
    }
    throw error;
  }
  await follow(end);
}

/**
 * Asks for a new password in place of a temporary one, and for the attributes that the user pool
 * requires.
 */
export function NewPassword(props: StepProps) {
  const { asked } = props;
  const words = strings.auth.newPassword;
  const missing = typeof asked === 'object' && asked.needs === 'password' ? asked.missing : [];
  const [password, setPassword] = useState('');
  const [known, setKnown] = useState<Readonly<Record<string, string>>>({});
  const action = useAction();
  const label = (name: string) => words.attributes[name] ?? name;

  async function submit() {
    const fault = passwordFault(password);
    const gap = missing.find((name) => !known[name]?.trim());
    if (fault !== null || gap !== undefined) {
      action.say(fault ?? words.missing(label(gap ?? '')));
      return;
    }
    await action.run(async () => {
      await followUp(props, props.auth.answer(password, known));
    });
  }

  return (
    <AuthForm
      title={words.title}
      notice={words.why}
      action={action}
      submitLabel={words.submit}
      onSubmit={submit}
      below={<BackToSignIn go={props.go} />}
    >
      <PasswordField
        label={strings.auth.label.newPassword}
        value={password}
        kind="new-password"
        hint={passwordRules}
        autoFocus
        onChange={setPassword}
      />
      {missing.map((name) => (
        <Field key={name} label={label(name)}>
          {(control) => (
            <input
              {...control}
              value={known[name] ?? ''}
              onChange={(event) => {
                setKnown({ ...known, [name]: event.target.value });
              }}
            />
          )}
        </Field>
      ))}
    </AuthForm>
  );
}

/**
 * The form of a sign-in that ends with a code of an authenticator app.
 *
 * @param children the field of the code, and what is needed to get a code
 */
function AppCodeForm({
  words,
  children,
  ...props
}: StepProps & {
  readonly words: { readonly title: string; readonly why: string; readonly submit: string };
  readonly children: (code: string, onCode: (code: string) => void) => ReactNode;
}) {
  const [code, setCode] = useState('');
  const action = useAction();

  async function submit() {
    if (!/^\d{6}$/.test(code)) {
      action.say(strings.auth.code.empty);
      return;
    }
    await action.run(async () => {
      await followUp(props, props.auth.answer(code));
    });
  }

  return (
    <AuthForm
      title={words.title}
      notice={words.why}
      action={action}
      submitLabel={words.submit}
      onSubmit={submit}
      below={<BackToSignIn go={props.go} />}
    >
      {children(code, setCode)}
    </AuthForm>
  );
}

/** Asks for the code of an authenticator app. */
export function AppCode(props: StepProps) {
  return (
    <AppCodeForm {...props} words={strings.auth.code}>
      {(code, onCode) => <CodeField value={code} autoFocus onChange={onCode} />}
    </AppCodeForm>
  );
}

/** Sets up an authenticator app, if the user pool requires one. */
export function SetUp(props: StepProps) {
  const { asked, typed } = props;
  const secret = typeof asked === 'object' && asked.needs === 'authenticator' ? asked.secret : '';
  return (
    <AppCodeForm {...props} words={strings.auth.setUp}>
      {(code, onCode) => (
        <Authenticator secret={secret} email={typed.email} code={code} onCode={onCode} />
      )}
    </AppCodeForm>
  );
}
