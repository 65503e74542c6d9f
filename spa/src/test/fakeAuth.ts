import type { Auth } from '../auth/auth';

const unexpected = () => Promise.reject(new Error('The test did not expect this call'));

/** A Cognito of which a test fills in only what it speaks of. */
export function fakeAuth(calls: Partial<Auth>): Auth {
  return {
    currentUser: () => Promise.resolve(null),
    token: unexpected,
    signUp: unexpected,
    confirm: unexpected,
    resendCode: unexpected,
    signIn: unexpected,
    forgotPassword: unexpected,
    setPassword: unexpected,
    answer: unexpected,
    signOut: () => Promise.resolve(),
    signOutEverywhere: unexpected,
    hasAuthenticator: unexpected,
    beginAuthenticator: unexpected,
    finishAuthenticator: unexpected,
    removeAuthenticator: unexpected,
    ...calls,
  };
}

/** An error as Cognito gives it. */
export function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}
