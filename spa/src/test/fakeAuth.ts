import type { Auth } from '../auth/auth';

const unexpected = () => Promise.reject(new Error('The test did not expect this call'));

/** A Cognito in which a test defines only the calls that it needs. */
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

/** An error in Cognito's form. */
export function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}
