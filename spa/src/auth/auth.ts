import { Amplify } from 'aws-amplify';
import {
  confirmResetPassword,
  confirmSignUp,
  fetchAuthSession,
  resendSignUpCode,
  resetPassword,
  signIn,
  signOut,
  signUp,
  type SignInOutput,
} from 'aws-amplify/auth';
import { Hub } from 'aws-amplify/utils';
import { SessionOver, type TokenSource } from '../api';
import type { Config } from '../wire';

/** Who is signed in. */
export interface User {
  /** Cognito's subject: never changes, never used again. */
  readonly id: string;
  readonly email: string;
  /** Whether SQL of one's own may be run: the server looks again. */
  readonly isAnalyst: boolean;
}

/** What signing in led to. */
export type SignInEnd =
  | 'signed-in'
  | 'not-confirmed'
  | 'new-password-needed'
  | 'code-needed'
  | 'not-offered'
  | {
      readonly needs: 'password';
      /** Attributes that the user pool requires and does not have yet, by Cognito's names. */
      readonly missing: readonly string[];
    }
  | {
      readonly needs: 'authenticator';
      /** What an authenticator app has to be told, in base 32. */
      readonly secret: string;
    };

/** Signing up, in and out. Everything rejects with an error whose `name` is Cognito's. */
export interface Auth {
  /** Whoever this browser remembers; null if nobody. Rejects with SessionOver if a token is refused. */
  currentUser(): Promise<User | null>;
  readonly token: TokenSource;
  signUp(email: string, password: string): Promise<void>;
  confirm(email: string, code: string): Promise<void>;
  resendCode(email: string): Promise<void>;
  signIn(email: string, password: string): Promise<SignInEnd>;
  /** Answers what the sign-in led to: with a password, or with a code. */
  answer(response: string, attributes?: Readonly<Record<string, string>>): Promise<SignInEnd>;
  forgotPassword(email: string): Promise<void>;
  setPassword(email: string, code: string, password: string): Promise<void>;
  /** Revokes the tokens and forgets them; forgets them too when nobody hears the revoking. */
  signOut(): Promise<void>;
  /** Ends every sign-in of this user, and then this one. */
  signOutEverywhere(): Promise<void>;
  /** Whether signing in asks for a code from an app. */
  hasAuthenticator(): Promise<boolean>;
  /** Begins to set up an app; gives its secret. What was in force stays so until the end. */
  beginAuthenticator(): Promise<string>;
  /** Ends it by a code of the app. From then on signing in asks for one. */
  finishAuthenticator(code: string): Promise<void>;
  removeAuthenticator(): Promise<void>;
}

/** After these a refresh token never works again, though Amplify throws them like a failed call. */
const finalRefusals = [
  'NotAuthorizedException',
  'TokenRevokedException',
  'UserNotFoundException',
  'PasswordResetRequiredException',
  'UserNotConfirmedException',
];

/** What few sign-ins need comes when one does. */
const laterSteps = () => import('./laterSteps');

function end(next: SignInOutput['nextStep']): SignInEnd {
  switch (next.signInStep) {
    case 'DONE':
      return 'signed-in';
    case 'CONFIRM_SIGN_UP':
      return 'not-confirmed';
    case 'RESET_PASSWORD':
      return 'new-password-needed';
    case 'CONFIRM_SIGN_IN_WITH_TOTP_CODE':
      return 'code-needed';
    case 'CONFIRM_SIGN_IN_WITH_NEW_PASSWORD_REQUIRED':
      return { needs: 'password', missing: next.missingAttributes ?? [] };
    case 'CONTINUE_SIGN_IN_WITH_TOTP_SETUP':
      return { needs: 'authenticator', secret: next.totpSetupDetails.sharedSecret };
    default:
      return 'not-offered';
  }
}

/** Cognito, by Amplify. Tokens stay in Amplify's own store and never come on the screen. */
export function cognitoAuth(config: Config): Auth {
  Amplify.configure({
    Auth: {
      Cognito: {
        userPoolId: config.userPoolId,
        userPoolClientId: config.clientId,
        ...(config.userPoolEndpoint !== null && { userPoolEndpoint: config.userPoolEndpoint }),
        loginWith: { email: true },
      },
    },
  });

  /** Undefined if there are none; SessionOver if there were some and no new ones are to be had. */
  async function tokens(forceRefresh: boolean) {
    const failures: string[] = [];
    // Amplify answers alike whether nobody is signed in or a refresh was refused: this tells them apart.
    const stopListening = Hub.listen('auth', ({ payload }) => {
      if (payload.event === 'tokenRefresh_failure') {
        failures.push(payload.event);
      }
    });
    try {
      const known = (await fetchAuthSession({ forceRefresh })).tokens;
      if (known === undefined && failures.length > 0) {
        throw new SessionOver('A new token was refused');
      }
      return known;
    } catch (error) {
      if (error instanceof Error && finalRefusals.includes(error.name)) {
        throw new SessionOver('A new token was refused', { cause: error });
      }
      throw error;
    } finally {
      stopListening();
    }
  }

  async function signInOnce(email: string, password: string): Promise<SignInEnd> {
    return end((await signIn({ username: email, password })).nextStep);
  }

  return {
    async currentUser() {
      const known = await tokens(false);
      const id = known?.accessToken.payload.sub;
      const email = known?.idToken?.payload.email;
      if (id === undefined) {
        return null;
      }
      const groups = known?.accessToken.payload['cognito:groups'];
      return {
        id,
        email: typeof email === 'string' ? email : '',
        isAnalyst: Array.isArray(groups) && groups.includes('analyst'),
      };
    },

    async token(fresh) {
      const known = await tokens(fresh);
      if (known === undefined) {
        throw new SessionOver('No token, and none to be had');
      }
      return known.accessToken.toString();
    },

    async signUp(email, password) {
      await signUp({ username: email, password, options: { userAttributes: { email } } });
    },

    async confirm(email, code) {
      await confirmSignUp({ username: email, confirmationCode: code });
    },

    async resendCode(email) {
      await resendSignUpCode({ username: email });
    },

    async signIn(email, password) {
      try {
        return await signInOnce(email, password);
      } catch (error) {
        // Left over from another tab or a session that ended badly.
        if (error instanceof Error && error.name === 'UserAlreadyAuthenticatedException') {
          await signOut();
          return await signInOnce(email, password);
        }
        throw error;
      }
    },

    async answer(response, attributes = {}) {
      const { confirmSignIn } = await laterSteps();
      const { nextStep } = await confirmSignIn({
        challengeResponse: response,
        options: { userAttributes: attributes },
      });
      return end(nextStep);
    },

    async forgotPassword(email) {
      await resetPassword({ username: email });
    },

    async setPassword(email, code, password) {
      await confirmResetPassword({
        username: email,
        confirmationCode: code,
        newPassword: password,
      });
    },

    async signOut() {
      await signOut();
    },

    async signOutEverywhere() {
      await signOut({ global: true });
    },

    async hasAuthenticator() {
      const { enabled } = await (await laterSteps()).fetchMFAPreference();
      return enabled?.includes('TOTP') ?? false;
    },

    async beginAuthenticator() {
      return (await (await laterSteps()).setUpTOTP()).sharedSecret;
    },

    async finishAuthenticator(code) {
      const { updateMFAPreference, verifyTOTPSetup } = await laterSteps();
      await verifyTOTPSetup({ code });
      await updateMFAPreference({ totp: 'PREFERRED' });
    },

    async removeAuthenticator() {
      await (await laterSteps()).updateMFAPreference({ totp: 'DISABLED' });
    },
  };
}
