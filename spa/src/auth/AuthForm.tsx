import type { ReactNode } from 'react';
import { Field } from '../Field';
import { strings } from '../strings';
import type { AuthStep } from './steps';
import type { Action } from './useAction';

/** A form with a heading, a button and a place for errors. Enter submits it. */
export function AuthForm({
  title,
  notice,
  action,
  submitLabel,
  onSubmit,
  children,
  below,
}: {
  readonly title: string;
  readonly notice?: ReactNode;
  readonly action: Action;
  readonly submitLabel: string;
  readonly onSubmit: () => Promise<void>;
  readonly children: ReactNode;
  readonly below: ReactNode;
}) {
  return (
    <form
      className="card auth"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void onSubmit();
      }}
    >
      <h1>{title}</h1>
      <div role="status">{notice && <p className="notice">{notice}</p>}</div>
      {children}
      <p className="fault" role="alert">
        {action.fault}
      </p>
      <button type="submit" className="primary" disabled={action.busy}>
        {action.busy ? strings.app.moment : submitLabel}
      </button>
      <div className="below">{below}</div>
    </form>
  );
}

interface InputProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly autoFocus?: boolean;
}

export function EmailField({ value, onChange, autoFocus = false }: InputProps) {
  return (
    <Field label={strings.auth.label.email}>
      {(control) => (
        <input
          {...control}
          type="email"
          name="username"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          autoFocus={autoFocus}
          value={value}
          onChange={(event) => {
            onChange(event.target.value);
          }}
        />
      )}
    </Field>
  );
}

export function PasswordField({
  value,
  onChange,
  autoFocus = false,
  label = strings.auth.label.password,
  kind,
  hint,
}: InputProps & {
  readonly label?: string;
  readonly kind: 'current-password' | 'new-password';
  readonly hint?: string;
}) {
  return (
    <Field label={label} hint={hint}>
      {(control) => (
        <input
          {...control}
          type="password"
          autoComplete={kind}
          autoFocus={autoFocus}
          value={value}
          onChange={(event) => {
            onChange(event.target.value);
          }}
        />
      )}
    </Field>
  );
}

/** Accepts digits in any grouping: mails and apps show them in groups. */
export function CodeField({
  value,
  onChange,
  autoFocus = false,
  label = strings.auth.label.code,
}: InputProps & { readonly label?: string }) {
  return (
    <Field label={label}>
      {(control) => (
        <input
          {...control}
          inputMode="numeric"
          autoComplete="one-time-code"
          autoFocus={autoFocus}
          value={value}
          onChange={(event) => {
            onChange(event.target.value.replace(/[\s-]/g, ''));
          }}
        />
      )}
    </Field>
  );
}

/** A button that looks like a link: it changes the step, not the address. */
export function LinkButton({
  onClick,
  children,
}: {
  readonly onClick: () => void;
  readonly children: ReactNode;
}) {
  return (
    <button type="button" className="link" onClick={onClick}>
      {children}
    </button>
  );
}

export function BackToSignIn({
  go,
  children = strings.auth.back,
}: {
  readonly go: (step: AuthStep) => void;
  readonly children?: ReactNode;
}) {
  return (
    <LinkButton
      onClick={() => {
        go('sign-in');
      }}
    >
      {children}
    </LinkButton>
  );
}
