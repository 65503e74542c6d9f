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
export type SignInEnd = 'signed-in' | 'not-confirmed' | 'new-password-needed' | 'not-offered';

/** Signing up, in and out. Everything rejects with an error whose `name` is Cognito's. */
export interface Auth {
  /** Whoever this browser remembers; null if nobody. Rejects with SessionOver if a token is refused. */
  currentUser(): Promise<User | null>;
  readonly token: TokenSource;
  signUp(email: string, password: string): Promise<void>;
  confirm(email: string, code: string): Promise<void>;
  resendCode(email: string): Promise<void>;
  signIn(email: string, password: string): Promise<SignInEnd>;
  forgotPassword(email: string): Promise<void>;
  setPassword(email: string, code: string, password: string): Promise<void>;
  /** Revokes the tokens and forgets them; forgets them too when nobody hears the revoking. */
  signOut(): Promise<void>;
}

/** After these a refresh token never works again, though Amplify throws them like a failed call. */
const finalRefusals = [
  'NotAuthorizedException',
  'TokenRevokedException',
  'UserNotFoundException',
  'PasswordResetRequiredException',
  'UserNotConfirmedException',
];

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
    const forget = Hub.listen('auth', ({ payload }) => {
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
      forget();
    }
  }

  async function signInOnce(email: string, password: string): Promise<SignInEnd> {
    const { nextStep } = await signIn({ username: email, password });
    switch (nextStep.signInStep) {
      case 'DONE':
        return 'signed-in';
      case 'CONFIRM_SIGN_UP':
        return 'not-confirmed';
      case 'RESET_PASSWORD':
        return 'new-password-needed';
      default:
        return 'not-offered';
    }
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
  };
}
