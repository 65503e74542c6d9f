import type { Auth } from './auth';

/** What the person is doing on the sign-in screen. */
export type Step = 'sign-in' | 'sign-up' | 'verify' | 'forgot' | 'reset';

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
  readonly go: (step: Step, notice?: string) => void;
  readonly onSignedIn: () => void;
}
