import type { ReactNode } from 'react';
import { Field } from '../Field';
import type { Action } from './useAction';

/** A form with a heading, a button and a place for what went wrong. Enter submits. */
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
        {action.busy ? 'One moment…' : submitLabel}
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
    <Field label="Email address">
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
  label = 'Password',
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

export function CodeField({ value, onChange, autoFocus = false }: InputProps) {
  return (
    <Field label="Code">
      {(control) => (
        <input
          {...control}
          inputMode="numeric"
          autoComplete="one-time-code"
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
