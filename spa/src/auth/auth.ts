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
import { cognitoUserPoolsTokenProvider } from 'aws-amplify/auth/cognito';
import { Hub } from 'aws-amplify/utils';
import { SessionOver, type TokenSource } from '../api';
import { TokenStorage } from '../storage';
import type { Config } from '../wire';

/** The signed-in user. */
export interface User {
  /** Cognito's subject: it never changes and is never used again. */
  readonly id: string;
  readonly email: string;
  /** Whether the user may run their own SQL. The server checks it again. */
  readonly isAnalyst: boolean;
  /** Whether the user may see what all users took. */
  readonly isAdmin: boolean;
}

/** The outcome of a sign-in. */
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
      /** The secret for an authenticator app, in base 32. */
      readonly secret: string;
    };

/** Signing up, in and out. Every call rejects with an error whose `name` is Cognito's. */
export interface Auth {
  /**
   * The user that this browser remembers; null if there is none. Rejects with SessionOver if a
   * token is refused.
   */
  currentUser(): Promise<User | null>;
  readonly token: TokenSource;
  signUp(email: string, password: string): Promise<void>;
  confirm(email: string, code: string): Promise<void>;
  resendCode(email: string): Promise<void>;
  signIn(email: string, password: string): Promise<SignInEnd>;
  /** Answers what the sign-in asks for: a password or a code. */
  answer(response: string, attributes?: Readonly<Record<string, string>>): Promise<SignInEnd>;
  forgotPassword(email: string): Promise<void>;
  setPassword(email: string, code: string, password: string): Promise<void>;
  /** Revokes and deletes the tokens; deletes them even if the revocation fails. */
  signOut(): Promise<void>;
  /** Ends every session of this user, and then this one. */
  signOutEverywhere(): Promise<void>;
  /** Whether signing in requires a code from an app. */
  hasAuthenticator(): Promise<boolean>;
  /**
   * Starts to set up an app and returns its secret. The old setting is valid until this is
   * finished.
   */
  beginAuthenticator(): Promise<string>;
  /** Finishes the setup with a code from the app. From now on signing in requires a code. */
  finishAuthenticator(code: string): Promise<void>;
  removeAuthenticator(): Promise<void>;
}

/**
 * After these errors a refresh token never works again, although Amplify throws them like any
 * failed call.
 */
const finalRefusals = [
  'NotAuthorizedException',
  'TokenRevokedException',
  'UserNotFoundException',
  'PasswordResetRequiredException',
  'UserNotConfirmedException',
];

/** Code that few sign-ins need; it is loaded on demand. */
const amplifyChallenges = () => import('./amplifyChallenges');

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

/** Cognito, through Amplify. The tokens are never shown. */
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
  cognitoUserPoolsTokenProvider.setKeyValueStorage(new TokenStorage());

  /**
   * Undefined if there are no tokens; throws SessionOver if there were some and they can't be
   * renewed.
   */
  async function tokens(forceRefresh: boolean) {
    const failures: string[] = [];
    // Amplify answers the same whether nobody is signed in or a refresh was refused; this event
    // tells the two apart.
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
        isAdmin: Array.isArray(groups) && groups.includes('admin'),
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
        // A session is left over from another tab, or did not end properly.
        if (error instanceof Error && error.name === 'UserAlreadyAuthenticatedException') {
          await signOut();
          return await signInOnce(email, password);
        }
        throw error;
      }
    },

    async answer(response, attributes = {}) {
      const { confirmSignIn } = await amplifyChallenges();
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
      const { enabled } = await (await amplifyChallenges()).fetchMFAPreference();
      return enabled?.includes('TOTP') ?? false;
    },

    async beginAuthenticator() {
      return (await (await amplifyChallenges()).setUpTOTP()).sharedSecret;
    },

    async finishAuthenticator(code) {
      const { updateMFAPreference, verifyTOTPSetup } = await amplifyChallenges();
      await verifyTOTPSetup({ code });
      await updateMFAPreference({ totp: 'PREFERRED' });
    },

    async removeAuthenticator() {
      await (await amplifyChallenges()).updateMFAPreference({ totp: 'DISABLED' });
    },
  };
}
