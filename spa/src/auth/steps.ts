import type { Auth, SignInEnd } from './auth';

/** The current step of the sign-in screen. */
export type AuthStep =
  'sign-in' | 'sign-up' | 'verify' | 'forgot' | 'reset' | 'new-password' | 'set-up' | 'code';

/** The typed values; they are kept from step to step, in memory only. */
export interface Typed {
  readonly email: string;
  readonly password: string;
}

/** The props of every step. */
export interface StepProps {
  readonly auth: Auth;
  readonly typed: Typed;
  readonly onType: (typed: Typed) => void;
  /** Says why the screen is shown, if there is a reason. */
  readonly notice: string | null;
  /** What Cognito asked for last; some steps depend on it. */
  readonly asked: SignInEnd;
  readonly go: (step: AuthStep, notice?: string) => void;
  /** Goes on after a sign-in: into the page, or to the step that Cognito asks for. */
  readonly follow: (end: SignInEnd) => Promise<void>;
}
