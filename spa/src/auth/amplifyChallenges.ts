/**
 * The parts of Amplify that few users need. They are loaded with the first step that needs them.
 */
export {
  confirmSignIn,
  fetchMFAPreference,
  setUpTOTP,
  updateMFAPreference,
  verifyTOTPSetup,
} from 'aws-amplify/auth';
