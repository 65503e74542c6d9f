// @vitest-environment jsdom
import { beforeAll, expect, test } from 'vitest';
import { fakeAuth, named } from '../test/fakeAuth';
import { fireEvent, render, screen, waitFor } from '../test/render';
import { AccountButton, AccountContext } from './AccountButton';
import type { Auth } from './auth';

beforeAll(() => {
  // jsdom knows the dialog element, but can't show it.
  HTMLDialogElement.prototype.showModal = function () {
    this.open = true;
  };
  HTMLDialogElement.prototype.close = function () {
    this.open = false;
  };
});

function openAccount(calls: Partial<Auth>) {
  let left = 0;
  const onSignedOut = () => {
    left += 1;
  };
  render(
    <AccountContext.Provider value={{ auth: fakeAuth(calls), onSignedOut }}>
      <AccountButton
        user={{ id: 'ada', email: 'ada@example.com', isAnalyst: false, isAdmin: false }}
      />
    </AccountContext.Provider>,
  );
  press('Account of ada@example.com');
  return () => left;
}

const press = (name: string) => {
  fireEvent.click(screen.getByRole('button', { name }));
};

async function typeCode(code: string) {
  fireEvent.change(await screen.findByLabelText('Code that the app shows now'), {
    target: { value: code },
  });
  press('Switch on');
}

test('an app is set up with a code from it; a wrong code may come first', async () => {
  let has = false;
  openAccount({
    hasAuthenticator: () => Promise.resolve(has),
    beginAuthenticator: () => Promise.resolve('ABCDEFGH'),
    finishAuthenticator(code) {
      if (code !== '123456') {
        return Promise.reject(named('EnableSoftwareTokenMFAException', 'Code mismatch'));
      }
      has = true;
      return Promise.resolve();
    },
  });

  await screen.findByText('Signing in asks for your password only.');
  press('Set up an authenticator app');
  await screen.findByText('ABCD EFGH');
  await typeCode('000000');
  await screen.findByText(/your app shows now/);
  await typeCode('123456');

  await screen.findByText('From now on signing in asks for a code from your app.');
  await screen.findByText(/your password and a code/);
});

test('an app is switched off', async () => {
  let has = true;
  openAccount({
    hasAuthenticator: () => Promise.resolve(has),
    removeAuthenticator() {
      has = false;
      return Promise.resolve();
    },
  });

  await screen.findByText(/your password and a code/);
  press('Switch off');

  await screen.findByText('Signing in asks for your password only.');
});

test('signing out everywhere leads out here too', async () => {
  const left = openAccount({
    hasAuthenticator: () => Promise.resolve(false),
    signOutEverywhere: () => Promise.resolve(),
  });

  await screen.findByText('Signing in asks for your password only.');
  press('Sign out everywhere');

  await waitFor(() => {
    expect(left()).toBe(1);
  });
});
