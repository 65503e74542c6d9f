import type { Auth, SignInEnd } from './auth';

/** What the person is doing on the sign-in screen. */
export type Step =
  'sign-in' | 'sign-up' | 'verify' | 'forgot' | 'reset' | 'new-password' | 'set-up' | 'code';

/** What has been typed; kept from step to step, and nowhere but in memory. */
export interface Typed {
  readonly email: string;
  readonly password: string;
}

/** What every step gets. */
export interface StepProps {
  readonly auth: Auth;
  readonly typed: Typed;
  readonly onType: (typed: Typed) => void;
  /** Says why we are here, if there is something to say. */
  readonly notice: string | null;
  /** What Cognito asked for last: what a step is about. */
  readonly asked: SignInEnd;
  readonly go: (step: Step, notice?: string) => void;
  /** Goes where a sign-in led to: in, or to the step that Cognito asks for. */
  readonly follow: (end: SignInEnd) => Promise<void>;
}
